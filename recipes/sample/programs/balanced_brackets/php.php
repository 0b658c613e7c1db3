<?php
function isBalanced($text)
{
    $pairs = [')' => '(', ']' => '[', '}' => '{'];
    $opened = [];
    for ($i = 0; $i < strlen($text); $i++) {
        if (!isset($pairs[$text[$i]])) {
            $opened[] = $text[$i];
        } elseif (array_pop($opened) !== $pairs[$text[$i]]) {
            return false;
        }
    }
    return count($opened) === 0;
}

$lines = explode("\n", stream_get_contents(STDIN));
for ($i = 1; $i <= (int) $lines[0]; $i++) {
    echo isBalanced(trim($lines[$i] ?? '')) ? 'YES' : 'NO', "\n";
}
