"""Three agents, a lead, an editor, customers, a drafting worker and a sending worker, in any order.

Database, check and outbox are the real ones. Processes die between any two statements, and answers
get lost on the way. Whatever happens: nothing reaches a customer but what a person approved.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from kb.accounts.model import Role
from kb.errors import StaleDraft
from kb.review.model import Approval, Stale
from kb.review.store import approve, edit, reject, undo
from tests.review.desk import COST, GREETING, INVENTED, SOURCES, TERM
from tests.review.world import Died, World, dying

TEXTS = (
    f"{GREETING}\n\n{TERM}",
    f"{GREETING}\n\n{TERM}\n{COST}",
    f"{GREETING}\n\n{TERM} {INVENTED}",
    f"{TERM}\nEwa, tel. 501 502 503",
)
WHO = st.sampled_from([0, 0, 1, 1, 2, 3, 3, 4])
WHICH, TEXT = st.integers(0, 9), st.sampled_from(TEXTS)
SAYS = st.sampled_from([True, True, True, False])
#: What becomes of a step: heard, unheard, or dead before its n-th statement.
FATE = st.one_of(
    *[st.just("heard")] * 6, st.just("unheard"), st.integers(1, 25)
)  # fmt: skip
#: Whether somebody looks at the newest draft before deciding, or goes by what an old tab shows.
FRESH = st.sampled_from([True] * 5 + [False])


class Review(World):
    """The rules: what may happen, in any order."""

    @initialize()
    def first_letter(self) -> None:
        self.numbers.append(self.desk.write())

    @rule(which=WHICH, opens=st.sampled_from([True, True, True, False]))
    def a_customer_writes(self, which: int, opens: bool) -> None:
        if opens and len(self.numbers) < 8:
            self.numbers.append(self.desk.write())
        else:
            self.desk.write(self._number(which))

    @rule(which=WHICH, escalate=st.booleans(), anew=st.booleans(), fate=FATE)
    def the_worker_proposes(self, which: int, escalate: bool, anew: bool, fate: int | str) -> None:
        number = self._number(which)
        letters = self._letters(number)
        if not anew and any(one.state.is_open and not one.stale for one in self._drafts(number)):
            return
        try:
            if isinstance(fate, int):
                with dying(self.desk.store, fate):
                    self.desk.propose(number, letters[-1], escalate=escalate)
            else:
                self.desk.propose(number, letters[-1], escalate=escalate)
        except StaleDraft:
            pass
        except Died:
            self.deaths += 1
        if len(letters) > 1:
            try:
                self.desk.propose(number, letters[0])
            except StaleDraft:
                return
            raise AssertionError("a draft for an overtaken message was kept")

    @rule(
        who=WHO,
        which=WHICH,
        fresh=FRESH,
        text=TEXT,
        says=st.sampled_from([True, True, False]),
        fate=FATE,
    )
    def somebody_approves(
        self, who: int, which: int, fresh: bool, text: str, says: bool, fate: int | str
    ) -> None:
        tab = self._tab(who, which, fresh)
        if tab is None:
            return
        person, seen = tab
        unsupported = (INVENTED, "Ewa, tel. 501 502 503")
        approval = Approval(
            text=text, version=seen.version, key=self.desk.key(), keys=("cost",),
            confirmed=unsupported if says else (), means="smtp",
        )  # fmt: skip
        if person.role is not Role.EDITOR:
            self.submitted[seen.conversation].add(text)
        lacks = person.role is Role.EDITOR or (
            self.desk.needs_lead and seen.escalates and person.role is not Role.LEAD
        )
        must = self._is_as_seen(seen) and not lacks
        must = must and (says or not any(one in text for one in unsupported))
        must = must and "cost" in self.desk.shelf.sources
        store, rules, now = self.desk.store, self.desk.rules, self.desk.now
        done = self._step(lambda: approve(store, seen.id, person, approval, rules, now), fate, must)
        assert not (done and lacks), "somebody approved who may not"

    @rule(who=WHO, which=WHICH, fresh=FRESH, text=TEXT, rejects=st.booleans(), fate=FATE)
    def somebody_edits_or_rejects(
        self, who: int, which: int, fresh: bool, text: str, rejects: bool, fate: int | str
    ) -> None:
        tab = self._tab(who, which, fresh)
        if tab is None:
            return
        person, seen = tab
        store, rules, now, key = self.desk.store, self.desk.rules, self.desk.now, self.desk.key()
        draft, version = seen.id, seen.version
        if rejects:
            why = "dzwoniła Anna Nowak"
            self._step(lambda: reject(store, draft, person, why, version, key, now, rules), fate)
        else:
            self._step(lambda: edit(store, draft, person, text, version, key, now, rules), fate)

    @rule(who=WHO, which=WHICH, fresh=FRESH, fate=FATE)
    def somebody_takes_back(self, who: int, which: int, fresh: bool, fate: int | str) -> None:
        tab = self._tab(who, which, fresh, wants_open=False)
        if tab is None:
            return
        person, seen = tab
        store, now, key = self.desk.store, self.desk.now, self.desk.key()
        self._step(lambda: undo(store, seen.id, person, seen.version, key, now), fate)

    @precondition(lambda self: self.unheard)
    @rule(at=WHICH)
    def somebody_sends_it_again(self, at: int) -> None:
        step, first = self.unheard.pop(at % len(self.unheard))
        again = self._step(step, "heard")
        assert first is None or again == first, "the same attempt was answered otherwise"

    @rule(
        key=st.sampled_from(sorted(SOURCES)),
        why=st.sampled_from(["", "", "", "articles", "expired"]),
        lead=st.booleans(),
        minutes=st.sampled_from([1, 6, 60]),
    )
    def time_passes_and_editors_publish(self, key: str, why: str, lead: bool, minutes: int) -> None:
        self.desk.tick(minutes=minutes)
        self.desk.needs_lead = lead
        shelf = self.desk.shelf
        for one in [*shelf.gone]:
            shelf.sources[one], _ = SOURCES[one], shelf.gone.pop(one)
        if why:
            shelf.lose(key, Stale(why))

    @rule(fate=st.one_of(*[st.just(0)] * 4, st.integers(1, 15)), dies=st.booleans())
    def the_outbox_is_sent(self, fate: int, dies: bool) -> None:
        """dies: after the other side has taken the reply, before we note it."""
        self.desk.tick(minutes=1)
        self.dies_sending = dies and fate == 0
        try:
            if fate:
                with dying(self.desk.store, fate):
                    self.outbox.send_due()
            else:
                self.outbox.send_due()
        except Died:
            self.deaths += 1
            self.outbox = self._worker()
        finally:
            self.dies_sending = False
