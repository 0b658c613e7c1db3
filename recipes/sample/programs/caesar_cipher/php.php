<?php
$places = ((intval(fgets(STDIN)) % 26) + 26) % 26;
$small = range('a', 'z');
$small = implode('', $small);
$shifted = substr($small, $places) . substr($small, 0, $places);
while (($line = fgets(STDIN)) !== false) {
    echo strtr($line, $small . strtoupper($small), $shifted . strtoupper($shifted));
}
