"""What becomes of a translator's outcome: the pair that it makes with its record, or the first reason why it makes
none."""

from collections.abc import Sequence

from pairloom.pipelines.graph.planning import Plan
from pairloom.schemas import CodePair, Rejection, TranslationOutcome
from pairloom.schemas.records import storable
from pairloom.translators.checks.judge import judged
from pairloom.translators.guard import Died, guarded_each
from pairloom.translators.problem import Problem
from pairloom.translators.replies import Reading


def check_outcomes(answered: Sequence[tuple[Plan, TranslationOutcome]]) -> list[CodePair | Rejection]:
    """The pair or the rejection of each plan with its outcome, in their order."""
    judgements = iter(
        guarded_each(
            judged,
            [
                (
                    plan.record.code,
                    plan.record.language,
                    plan.record.function_name,
                    plan.traits,
                    plan.request.target_language,
                    outcome.reply,
                    outcome.finish_reason,
                )
                for plan, outcome in answered
                if not outcome.error
            ],
        )
    )
    return [
        reject_failure(plan, outcome) if outcome.error else conclude(plan, outcome, next(judgements))
        for plan, outcome in answered
    ]


def reject_failure(plan: Plan, outcome: TranslationOutcome) -> Rejection:
    """The rejection of what the translator did not answer."""
    reason, _, detail = outcome.error.partition(": ")
    return reject_translation(plan, "translate", reason, detail, outcome.reply)


def conclude(
    plan: Plan, outcome: TranslationOutcome, judgement: tuple[Reading, Problem | None] | Died
) -> CodePair | Rejection:
    """The pair or the rejection that follows from the judgement on a reply."""
    if isinstance(judgement, Died):
        return reject_translation(plan, "check", judgement.reason, str(judgement), outcome.reply)
    reading, problem = judgement
    if problem is not None:
        return reject_translation(plan, problem.stage, problem.reason, problem.detail, reading.code or outcome.reply)
    if storable(reading.code) != reading.code:
        detail = "the reply holds characters that UTF-8 cannot hold"
        return reject_translation(plan, "reply", "wrong_encoding", detail, outcome.reply)
    return CodePair.create(plan.record, plan.request, reading.code)


def reject_translation(plan: Plan, stage: str, reason: str, detail: str, payload: str) -> Rejection:
    """The rejection of a translation."""
    return Rejection.create(stage, reason, detail, of=plan.request, record_id=plan.record.record_id, payload=payload)
