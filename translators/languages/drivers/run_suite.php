<?php
// Runs PHPUnit with the arguments, or without any program.php, which ends with an error if an answer is wrong. The last
// line says that all passed, with the word that stands on standard input and that no code which is tested has seen.
$finish = (function () {
    $word = trim(fgets(STDIN));
    return function (string $count) use ($word) {
        echo "\nsuite $word passed $count\n";
    };
})();
if ($argc === 1) {
    require __DIR__ . '/program.php';
    $finish('1');
} else {
    (function (Closure $finish) {
        define('PHPUNIT_COMPOSER_INSTALL', 'PHPUnit/Autoload.php');
        require PHPUNIT_COMPOSER_INSTALL;
        $status = class_exists('PHPUnit\TextUI\Application')
            ? (new PHPUnit\TextUI\Application())->run($_SERVER['argv'])
            : PHPUnit\TextUI\Command::main(false);
        if ($status !== 0) {
            exit($status);
        }
        $finish('?');
    })($finish);
}
