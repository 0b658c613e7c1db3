<?php
// Runs PHPUnit with the arguments, or without any program.php, which ends with an error if an answer is wrong. The last
// line says how it went, with the word that stands on standard input and that no code which is tested has seen. The code is
// part of the tests, or in another process (called_code.php).
$finish = (function () {
    $word = trim(fgets(STDIN));
    return function (string $said) use ($word) {
        echo "\nsuite $word ", class_exists('CalledCode', false) ? CalledCode::judged($said) : $said, "\n";
    };
})();
if (file_exists(__DIR__ . '/called_code.php')) {
    require __DIR__ . '/called_code.php';
    CalledCode::define(file_get_contents($argc === 1 ? __DIR__ . '/program.php' : end($argv)));
    if ($argc === 1) {
        set_exception_handler(fn (Throwable $problem) => $finish('wrong ' . $problem->getMessage()));
    }
}
if ($argc === 1) {
    require __DIR__ . '/program.php';
    $finish('passed 1');
} else {
    (function (Closure $finish) {
        define('PHPUNIT_COMPOSER_INSTALL', 'PHPUnit/Autoload.php');
        require PHPUNIT_COMPOSER_INSTALL;
        $status = class_exists('PHPUnit\TextUI\Application')
            ? (new PHPUnit\TextUI\Application())->run($_SERVER['argv'])
            : PHPUnit\TextUI\Command::main(false);
        if ($status !== 0) {
            if (class_exists('CalledCode', false)) {
                $finish('wrong ');
            }
            exit($status);
        }
        $finish('passed ?');
    })($finish);
}
