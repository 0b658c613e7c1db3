"""Runs the tests of suite_tests.py; the last line says how many passed, or what the first that failed said."""

import unittest

loaded = unittest.defaultTestLoader.loadTestsFromName("suite_tests")
result = unittest.TestResult()
result.failfast = True
loaded.run(result)
passed = result.testsRun - len(result.skipped)
problems = [*result.errors, *result.failures]
if problems and "_FailedTest" in str(problems[0][0]) and "ImportError" in problems[0][1]:
    print(f"\nsuite unfit the tests cannot import it: {problems[0][1].strip().splitlines()[-1]}")
elif problems:
    print(f"\nsuite failed {problems[0][0]}: {problems[0][1].strip().splitlines()[-1]}")
elif result.unexpectedSuccesses:
    print(f"\nsuite failed {result.unexpectedSuccesses[0]} should fail")
else:
    print(f"\nsuite passed {passed}")
