"""Turns the outcome of each plan into a pair, or into a rejection with the first reason."""

from collections.abc import Sequence

from pairloom.pipelines.graph.planning import Plan
from pairloom.schemas import CodePair, Rejection, TranslationOutcome
from pairloom.translators.checks.judge import Reply, judge_replies
from pairloom.translators.replies import Reading


def check_outcomes(answered: Sequence[tuple[Plan, TranslationOutcome]]) -> list[CodePair | Rejection]:
    """The pair or the rejection of each plan with its outcome, in their order."""
    readings = iter(judge_replies([reply_of(plan, outcome) for plan, outcome in answered if not outcome.error]))
    return [
        reject_failure(plan, outcome) if outcome.error else conclude(plan, outcome, next(readings))
        for plan, outcome in answered
    ]


def reply_of(plan: Plan, outcome: TranslationOutcome) -> Reply:
    """The reply of an outcome, as `judge` takes it."""
    record, target = plan.record, plan.request.target_language
    return Reply(
        record.code,
        record.language,
        record.function_name,
        target,
        outcome.reply,
        outcome.finish_reason,
        plan.traits,
        record.unit,
    )


def reject_failure(plan: Plan, outcome: TranslationOutcome) -> Rejection:
    """The rejection of a request without a reply."""
    reason, _, detail = outcome.error.partition(": ")
    return reject_translation(plan, "translate", reason, detail, outcome.reply)


def conclude(plan: Plan, outcome: TranslationOutcome, reading: Reading) -> CodePair | Rejection:
    """The pair or the rejection for the reading of a reply."""
    problem = reading.problem
    if problem is None:
        return CodePair.create(plan.record, plan.request, reading.code)
    return reject_translation(plan, problem.stage, problem.reason, problem.detail, reading.code or outcome.reply)


def reject_translation(plan: Plan, stage: str, reason: str, detail: str, payload: str) -> Rejection:
    """The rejection of a translation."""
    return Rejection.create(stage, reason, detail, of=plan.request, record=plan.record, payload=payload)
