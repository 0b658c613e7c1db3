<?php
// Prints what a function returned, or the error that it threw.
function runCase(int $index, callable $call): void
{
    $flags = JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_PARTIAL_OUTPUT_ON_ERROR;
    try {
        $result = json_encode($call(), $flags);
        echo "case $index $result\n";
    } catch (Throwable $problem) {
        echo "error $index ", json_encode($problem->getMessage(), $flags), "\n";
    }
}
