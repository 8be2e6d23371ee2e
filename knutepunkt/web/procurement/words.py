"""What procurement calls its steps, regimes, verdicts and lacks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from knutepunkt.plan.queries.procurement import Next
from knutepunkt.plan.rules.gates import Lack
from knutepunkt.plan.rules.law import Regime
from knutepunkt.plan.rules.schedule import Verdict

Words = dict[str, Any]
STATES: Words = {
    "draft": _("Being prepared"),
    "announced": _("Announced"),
    "awarded": _("Awarded, not signed"),
    "signed": _("Signed"),
    "cancelled": _("Cancelled"),
}
STATE_COLOURS = {
    "draft": "neutral",
    "announced": "info",
    "awarded": "warning",
    "signed": "success",
    "cancelled": "danger",
}
PROCEDURES: Words = {
    "open": _("Open procedure"),
    "restricted": _("Restricted procedure"),
    "negotiated_with_call": _("Competitive procedure with negotiation"),
    "competitive_dialogue": _("Competitive dialogue"),
    "innovation_partnership": _("Innovation partnership"),
    "part_ii_open": _("Open competition under part II"),
    "part_ii_limited": _("Limited competition under part II"),
    "part_i": _("Free form under part I"),
}
STEPS: Words = {
    "need": _("Need"),
    "prior_notice": _("Prior notice"),
    "notice": _("Notice"),
    "request_deadline": _("Deadline for requests"),
    "invitation": _("Invitation"),
    "answers": _("Last answers"),
    "tender_deadline": _("Deadline for tenders"),
    "evaluation": _("Evaluation and negotiation"),
    "award_letter": _("Award letter"),
    "signing": _("Signing"),
    "award_notice": _("Award notice"),
}
SUBJECTS: Words = {
    "goods_services": _("Goods and services"),
    "works": _("Works"),
    "special": _("Special services"),
}
REGIMES: Words = {
    Regime.OUTSIDE: _("Outside the law"),
    Regime.PART_I: _("Part I"),
    Regime.PART_II: _("Parts I and II"),
    Regime.PART_III: _("Parts I and III"),
}
VERDICTS: Words = {
    Verdict.KEPT: _("Kept"),
    Verdict.ONLY_EARLY: _("Kept only if early"),
    Verdict.BROKEN: _("Broken"),
    Verdict.COMPUTED: _("Computed"),
    Verdict.NO_NUMBER: _("Time enough"),
}
VERDICT_COLOURS = {
    Verdict.KEPT: "success",
    Verdict.ONLY_EARLY: "warning",
    Verdict.BROKEN: "danger",
    Verdict.COMPUTED: "info",
    Verdict.NO_NUMBER: "neutral",
}
LACKS: Words = {
    Lack.NEED: _("The need is described"),
    Lack.VALUE: _("The value is estimated"),
    Lack.LOTS: _("Divided into lots, or explained (FOA § 19-4)"),
    Lack.AGREEMENT: _("A framework's lots say module and kind of agreement"),
    Lack.PROCEDURE: _("The procedure fits the regime"),
    Lack.GROUND: _("Negotiation has its ground (FOA § 13-2)"),
    Lack.CRITERIA: _("There are award criteria"),
    Lack.WEIGHTS: _("The weights come to 100"),
    Lack.ENVIRONMENT: _("Environment weighs what it must, or the exception is recorded (FOA § 7-9)"),
    Lack.PRICE_MODEL: _("The price model is fixed"),
    Lack.TIES: _("What decides between equals is said"),
    Lack.QUALIFICATION: _("There are qualification requirements (ESPD)"),
    Lack.OPENERS: _("Two impartial members can open tenders"),
}
NEXTS: Words = {
    Next.COMPLETE: _("Complete the draft"),
    Next.ANNOUNCE: _("Announce the competition"),
    Next.WAIT_REQUESTS: _("Requests are coming in, sealed"),
    Next.OPEN_REQUESTS: _("Open the requests, two persons"),
    Next.SELECT: _("Qualify and invite"),
    Next.INVITE: _("Invite to tender"),
    Next.WAIT_TENDERS: _("Tenders are coming in, sealed"),
    Next.OPEN_TENDERS: _("Open the tenders, two persons"),
    Next.EVALUATE: _("Evaluate, and choose"),
    Next.STANDSTILL: _("The standstill runs"),
    Next.SIGN: _("Sign the agreement"),
    Next.REPORT: _("Send the award notice"),
    Next.DONE: _("Finished"),
    Next.CANCELLED: _("Cancelled"),
}
ROUNDS: Words = {"request": _("Requests to take part"), "tender": _("Tenders"), "revised": _("Revised tenders")}
GROUNDS: Words = {
    "24-1": _("§ 24-1: the tender or request is formally wrong"),
    "24-2": _("§ 24-2: the supplier is excluded, or does not qualify"),
    "24-8": _("§ 24-8: the tender deviates"),
    "24-9": _("§ 24-9: the tender is abnormally low"),
    "16-12": _("§ 16-12: qualified, but not selected"),
}
PRICE_MODELS: Words = {
    "proportional": _("Proportional: 10 × lowest / price"),
    "linear": _("Linear: nothing at twice the lowest"),
}
TIES: Words = {
    "heaviest": _("The heaviest criterion decides, then the next"),
    "price": _("The price decides"),
    "drawn": _("Lots are drawn"),
}
EXEMPTIONS: Words = {
    "requirements": _("Requirements in place of a weight, clearly better (§ 7-9 fourth paragraph)"),
    "insignificant": _("Footprint and load are both insignificant (§ 7-9 fifth paragraph)"),
    "critical_interest": _("A critical interest of society"),
    "national_minimum": _("National minimum requirements"),
}
KINDS: Words = {
    "prior": _("Prior notice"),
    "competition": _("Notice of competition"),
    "award": _("Award notice"),
    "cancellation": _("Notice of cancellation"),
}
COUNTINGS: Words = {
    "not_before": _("not before"),
    "after": _("the day after at the earliest"),
    "within": _("at the latest"),
    "back": _("counted backwards, at the latest"),
}
FIGURES: Words = {
    "month_limit": _("Months that count, at most"),
    "small_lot": _("A small lot lies below"),
    "small_lot_share": _("Small lots, at most of the whole"),
    "invited": _("Invited, at least"),
    "prior_least": _("A prior notice shortens, if so long before at least"),
    "prior_most": _("A prior notice shortens, if so long before at most"),
    "environment": _("Weight of environment, at least"),
    "environment_place": _("Place of environment where criteria are ranked, at the lowest"),
}
RESULTS: Words = {"framework": _("Framework"), "contract": _("Contract")}
SAY: dict[str, Any] = {
    "states": STATES,
    "state_colours": STATE_COLOURS,
    "procedures": PROCEDURES,
    "steps": STEPS,
    "subjects": SUBJECTS,
    "regimes": REGIMES,
    "verdicts": VERDICTS,
    "verdict_colours": VERDICT_COLOURS,
    "lack_words": LACKS,
    "nexts": NEXTS,
    "round_words": ROUNDS,
    "grounds": GROUNDS,
    "price_models": PRICE_MODELS,
    "ties": TIES,
    "exemptions": EXEMPTIONS,
    "kinds": KINDS,
    "results": RESULTS,
}
