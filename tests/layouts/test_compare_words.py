"""What Compare says: every sentence for every state, from areas made up for it and from real small worlds."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

from dashboard.analysis.deciding import UNDECIDED, Deciding
from dashboard.analysis.peers import Place
from dashboard.analysis.quadrant import Corner
from dashboard.analysis.variation import Direction, before_after
from dashboard.analysis.xmr import Signal
from dashboard.comparison_fields import COMPARE_READERS, Comparison
from dashboard.data import comparing
from dashboard.data.compared import NO_MONTH, Compared, Judged, Recording, State
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import Denominator
from dashboard.data.schema import month_number
from dashboard.data.unclear import Unclear
from dashboard.ids import Compare
from dashboard.layouts import compare_quality, compare_said, compare_words
from dashboard.layouts.compare_filters import LIMITS, SCALES, SHADES, SPANS, TABS, TRENDS, areas_options
from dashboard.layouts.compare_lists import MOST_LISTED, quadrant_html
from dashboard.layouts.compare_rebase import month_words, rebase_form
from dashboard.layouts.compare_terms import all_of, in_words, named, runs_of, share_of_one
from dashboard.layouts.headline import problem_notes
from dashboard.query_fields import READERS
from dashboard.selection import Problem, Selection
from tests.layouts.compared_areas import END, START, changed, compared, funnel, quality, trends, worsening
from tests.reader import classed

BURGLARY = {"types": ("burglary",), "start": START, "end": END}


@pytest.fixture
def chosen(small: Dataset) -> Selection:
    return Selection.default(small.catalogue).replace(**BURGLARY)


def words_of(layout: Any) -> str:
    """All words of a layout, as they stand."""
    if isinstance(layout, dict):
        return words_of(layout["props"].get("children"))
    if isinstance(layout, list):
        return "".join(map(words_of, layout))
    return "" if layout is None else str(layout)


class TestSentence:
    def said(self, small: Dataset, chosen: Selection, c: Compared) -> str:
        return words_of(compare_said.sentence(small, chosen, c))

    def test_the_own_area_against_similar_ones(self, small: Dataset, chosen: Selection) -> None:
        lead = "Burglary in Alderby, January to December 2025: 8.0 per 1,000 residents"
        assert self.said(small, chosen, compared(own="Alderby")) == (
            f"{lead}, above similar areas (mean 5.3, of all 4 partnerships)."
        )
        within = compared((520, 500, 510, 530), own="Alderby")
        assert self.said(small, chosen, within).endswith(
            "within similar areas (mean 5.2, of all 4 partnerships)."
        )
        assert self.said(small, chosen, compared(own="Dunby")).endswith(
            "below similar areas (mean 5.3, of all 4 partnerships)."
        )

    def test_too_few_and_nobody_to_compare_with(self, small: Dataset, chosen: Selection) -> None:
        few = compared((1, 2, 0, 1), (1_000,) * 4, own="Alderby")
        assert self.said(small, chosen, few).endswith(
            "too few to say how it compares (mean 1.0, of all 4 partnerships)."
        )
        alone = compared(own="Alderby", incomplete=("Birchby", "Cedarby", "Dunby"))
        assert self.said(small, chosen, alone).endswith(
            "8.0 per 1,000 residents; no similar areas to compare with."
        )

    def test_an_own_area_without_a_rate_says_why(self, small: Dataset, chosen: Selection) -> None:
        said = self.said(small, chosen, compared(own="Alderby", incomplete=("Alderby",)))
        assert said == (
            "Burglary in Alderby, January to December 2025: no rate, because part of this area has no data "
            "in part of the period."
        )

    def test_without_an_own_area_the_highest_and_the_lowest(self, small: Dataset, chosen: Selection) -> None:
        assert self.said(small, chosen, compared()) == (
            "Burglary in 4 partnerships, January to December 2025: highest in Alderby (8.0 per 1,000 "
            "residents), lowest in Dunby (3.0)."
        )

    def test_what_cannot_be_compared_is_said_with_a_way_on(self, small: Dataset) -> None:
        query = "?compare=force&among=X23000001"
        selection, _ = Selection.from_query(query, small.catalogue)
        c = comparing.compared(small, selection, selection.sources[0])
        assert c.state is State.ONE
        layout = compare_said.sentence(small, selection, c)
        assert words_of(layout).startswith(c.reason)
        assert [one["props"]["data-set"] for one in classed(layout, "link-button")] == [
            "compare=ward&among=X23000001",
            "compare=lsoa&among=X23000001",
        ]


class TestDots:
    def title(self, small: Dataset, chosen: Selection, c: Compared) -> str:
        return str(compare_words.dots_title(small, chosen, c)[Compare.DOTS_TITLE])

    def test_where_the_own_area_stands(self, small: Dataset, chosen: Selection) -> None:
        assert self.title(small, chosen, compared(own="Alderby")) == ("Alderby has the highest rate of four")
        assert self.title(small, chosen, compared(own="Dunby")) == "Dunby has the lowest rate of four"
        assert self.title(small, chosen, compared(own="Cedarby")) == "Cedarby: 2nd highest of 4"
        tied = changed(
            compared(own="Alderby"), tied=np.array([True, True, False, False]), unclear=Unclear(None, None)
        )
        assert self.title(small, chosen, tied) == "Alderby: joint highest of 4"

    def test_an_end_of_the_line_that_chance_could_order(self, small: Dataset, chosen: Selection) -> None:
        """z = 1.8 of the first two and 0.9 of the last two."""
        counted = (1_040, 960, 520, 490)
        top = compare_words.dots_title(small, chosen, compared(counted, own="Alderby"))
        said = "Alderby: highest of four, though not clearly above Birchby"
        assert words_of(top[Compare.DOTS_TITLE]) == said
        low = compare_words.dots_title(small, chosen, compared(counted, own="Dunby"))
        assert words_of(low[Compare.DOTS_TITLE]) == "Dunby: lowest of four, though not clearly below Cedarby"
        everyone = compare_words.dots_title(small, chosen, compared(counted))
        assert words_of(everyone[Compare.DOTS_TITLE]) == (
            "From 4.9 to 10.4: Alderby highest, though not clearly above Birchby"
        )
        assert words_of(compare_said.sentence(small, chosen, compared(counted))).endswith(
            "highest in Alderby (10.4 per 1,000 residents), though not clearly above Birchby; "
            "lowest in Dunby (4.9), though not clearly below Cedarby."
        )

    def test_without_one_from_where_to_where(self, small: Dataset, chosen: Selection) -> None:
        assert self.title(small, chosen, compared()) == "From 3.0 to 8.0: Alderby highest"
        html = compare_words.dots_title(small, chosen, compared())
        assert words_of(html[Compare.DOTS_SUB]) == (
            "Burglaries per 1,000 residents, 95% intervals; unweighted mean with own area; 1 in 20 by chance"
        )
        assert html[Compare.DOTS_SUMMARY].endswith(
            "highest first. Alderby: 8.0; Cedarby: 5.1; Birchby: 5.0; Dunby: 3.0."
        )

    def test_without_any_rate(self, small: Dataset, chosen: Selection) -> None:
        reason = "No residents are imported, so there are no rates."
        names = ("Alderby", "Birchby", "Cedarby", "Dunby")
        none = changed(compared(incomplete=names), reason=reason, state=State.NO_RESIDENTS)
        html = compare_words.dots_title(small, chosen, none)
        assert (html[Compare.DOTS_TITLE], html[Compare.DOTS_SUB]) == ("No rates to compare", reason)

    def test_words_beside_the_drawing(self, small: Dataset, chosen: Selection) -> None:
        told = compare_words.dots_words(small, chosen, compared(own="Alderby", incomplete=("Dunby",)))
        assert told["unit"] == "burglaries per 1,000 residents"
        assert told["line_label"] == "mean of similar areas 6.0"
        assert told["quality_signs"] == ["", "", "", "◐"]
        assert told["quality"][3] == "2 of 12 months have no data: in no mean, limit or rank."


class TestFunnel:
    def html(self, small: Dataset, selection: Selection, c: Compared, **changes: Any) -> dict[Compare, Any]:
        return compare_words.funnel_title(small, selection, c, funnel(c, **changes))

    @pytest.mark.parametrize(
        ("outside", "title"),
        [
            (0, "None of 4 lies outside 95% limits"),
            (1, "One of 4 lies outside: more than chance"),
            (2, "Two of 4 lie outside: more than chance"),
            (4, "All four lie outside: more than chance"),
        ],
    )
    def test_how_many_beyond_chance(
        self, small: Dataset, chosen: Selection, outside: int, title: str
    ) -> None:
        html = self.html(small, chosen, compared(), outside95=outside)
        assert html[Compare.FUNNEL_TITLE] == title
        assert words_of(html[Compare.FUNNEL_SUB]).startswith(
            f"Outside 95%: {outside} (by chance fewer than 1 of 4); "
            "outside 99.8%: 0 (by chance far fewer than 1)"
        )

    def test_what_chance_explains_is_not_called_beyond_it(self, small: Dataset, chosen: Selection) -> None:
        html = self.html(small, chosen, compared(), outside95=1, as_many95=0.17)
        assert html[Compare.FUNNEL_TITLE] == "One of 4 lies outside: no more than chance"
        far = {"outside998": 1, "as_many998": 0.008}
        html = self.html(small, chosen, compared(), outside95=2, as_many95=0.17, **far)
        assert html[Compare.FUNNEL_TITLE] == "Two of 4 lie outside: more than chance"

    def test_areas_with_too_few_incidents_are_told_apart(self, small: Dataset, chosen: Selection) -> None:
        few = np.array([False, False, False, True])
        html = self.html(small, chosen, compared(), few=few)
        assert "; 1 too few to say" in words_of(html[Compare.FUNNEL_SUB])
        html = self.html(small, chosen, compared(), few=np.ones(4, dtype=bool), outside95=0)
        assert html[Compare.FUNNEL_TITLE] == "Too few incidents to say who lies outside"

    def test_widened_limits_say_what_lies_outside_them_by_chance(
        self, small: Dataset, chosen: Selection
    ) -> None:
        c = compared()
        html = self.html(small, chosen, c, chosen="multiplicative", outside95=1)
        assert html[Compare.FUNNEL_TITLE] == "One of 4 lies outside the widened limits"
        sub = words_of(html[Compare.FUNNEL_SUB])
        assert sub.startswith(
            "Outside 95%: 1 (by chance up to about 1 of 4); outside 99.8%: 0. Limits widened, because "
        )
        assert sub.endswith(" times as much as by chance")
        html = self.html(small, chosen, c, chosen="additive", outside95=1)
        assert words_of(html[Compare.FUNNEL_SUB]) == sub

    def test_no_more_than_chance_keeps_the_exact_limits(self, small: Dataset, chosen: Selection) -> None:
        quiet = compared((500, 505, 495, 500))
        sub = words_of(self.html(small, chosen, quiet, chosen="multiplicative")[Compare.FUNNEL_SUB])
        assert sub.startswith("Areas differ by no more than chance: exact limits. Outside 95%: 0")

    def test_few_areas(self, small: Dataset, chosen: Selection) -> None:
        two = compared((800, 300))
        assert self.html(small, chosen, two)[Compare.FUNNEL_TITLE] == (
            "Two partnerships are too few for a funnel"
        )
        three = compared((800, 500, 300))
        sub = words_of(self.html(small, chosen, three, chosen="multiplicative")[Compare.FUNNEL_SUB])
        assert sub.endswith("Three areas: too few to measure by how much they differ")


class TestMonths:
    def test_who_stands_out(self, small: Dataset, chosen: Selection) -> None:
        c = compared()
        quiet = compare_words.months_title(small, chosen, c, trends(c))
        assert quiet[Compare.MONTHS_TITLE] == "No area stands out in its latest month"
        assert words_of(quiet[Compare.MONTHS_SUB]).endswith(
            "band: usual range of single months; about 1 chart in 50 would be marked by chance"
        )
        high = [39.0, 41.0] * 17 + [39.0, 90.0]
        one = trends(c, {"Alderby": high})
        html = compare_words.months_title(small, chosen, c, one)
        assert words_of(html[Compare.MONTHS_TITLE]) == "One of 4 stands out in its latest month: Alderby"
        assert month_words(c, one)[0] == "concern: December 2025 lies above its usual range"
        two = trends(c, {"Alderby": high, "Dunby": [39.0, 41.0] * 17 + [39.0, 2.0]})
        html = compare_words.months_title(small, chosen, c, two)
        assert (
            words_of(html[Compare.MONTHS_TITLE])
            == "Two of 4 stand out in their latest month: Alderby and Dunby"
        )
        assert month_words(c, two)[3] == "improvement: December 2025 lies below its usual range"

    def test_the_title_names_concerns_first_and_as_many_as_a_line_holds(
        self, small: Dataset, chosen: Selection
    ) -> None:
        quiet, high, low = [39.0, 41.0] * 17, [39.0, 90.0], [39.0, 2.0]
        c = compared()
        t = trends(c, {"Alderby": [*quiet, *low], "Birchby": [*quiet, *low], "Dunby": [*quiet, *high]})
        title = compare_words.months_title(small, chosen, c, t)[Compare.MONTHS_TITLE]
        assert words_of(title).endswith("in their latest month: Dunby, Alderby and Birchby")
        longer = dataclasses.replace(c, names=tuple(f"{name} (Newcastle upon Tyne)" for name in c.names))
        title = compare_words.months_title(small, chosen, longer, t)[Compare.MONTHS_TITLE]
        assert words_of(title).endswith(
            "month: Dunby (Newcastle upon Tyne), Alderby (Newcastle upon Tyne) and 1 more"
        )

    def test_no_judgement_of_what_follows_police_work(self, small: Dataset, chosen: Selection) -> None:
        c = compared(direction=Direction.NO_JUDGEMENT)
        t = trends(c, {"Alderby": [39.0, 41.0] * 17 + [39.0, 90.0]})
        assert month_words(c, t)[0].startswith("unusually high: ")

    def test_too_short_and_too_few(self, small: Dataset, chosen: Selection) -> None:
        c = compared()
        short = [float("nan")] * 26 + [40.0] * 10
        t = trends(c, {"Alderby": short, "Birchby": [1.0, 2.0] * 18})
        assert month_words(c, t)[:3] == ["too few months", "too few to say", "usual ups and downs"]

    def test_since_a_date(self, small: Dataset, chosen: Selection) -> None:
        c = compared()
        months = [24.0, 22.0] * 11 + [15.0] * 14
        date = END - 13
        judged = before_after(np.array(months), 22, Direction.HIGHER_WORSE)
        t = trends(c, {"Alderby": months}, phases=((0, date),), since={0: judged})
        assert month_words(c, t)[0] == ("since November 2024: improvement (before 23 a month, since 15)")

    @pytest.mark.parametrize(
        ("out", "afresh", "said"),
        [
            ("A", "A", "One of 4 stands out since its limits began afresh: Alderby"),
            ("A", "D", "One of 4 stands out in its latest month: Alderby"),
            ("AD", "AD", "Two of 4 stand out since their limits began afresh: Alderby and Dunby"),
            ("AD", "A", "Two of 4 stand out in their latest month or since their limits began afresh: "
             "Alderby and Dunby"),
            ("", "A", "No area stands out in its latest month or since its limits began afresh"),
            ("", "ABCD", "No area stands out since its limits began afresh"),
        ],
    )  # fmt: skip
    def test_the_title_says_who_is_judged_by_the_months_before(
        self, small: Dataset, chosen: Selection, out: str, afresh: str, said: str
    ) -> None:
        c = compared()
        high = [39.0, 41.0] * 17 + [39.0, 90.0]
        rows = [row for row, name in enumerate(c.names) if name[0] in afresh]
        judged = before_after(np.array(high), 22, Direction.HIGHER_WORSE)
        t = trends(
            c, {name: high for name in c.names if name[0] in out}, since=dict.fromkeys(rows, judged),
            phases=tuple((row, END - 13) for row in rows),
        )  # fmt: skip
        title = compare_words.months_title(small, chosen, c, t)[Compare.MONTHS_TITLE]
        assert words_of(title) == said

    def test_the_form_offers_the_own_area_first(self, small: Dataset, chosen: Selection) -> None:
        c = compared(own="Cedarby")
        form = compare_words.months_title(small, chosen, c, trends(c))[Compare.REBASE]
        said = words_of(form)
        assert said.index("Cedarby") < said.index("Alderby")
        assert "January 2025" in said and "January 2023" not in said
        assert "February 2025" not in said  # fewer than twelve months follow: too few to judge

    @pytest.mark.parametrize(("length", "offered"), [(2, 0), (10, 0), (12, 0), (13, 1), (14, 2), (36, 24)])
    def test_limits_begin_afresh_only_where_twelve_months_follow(self, length: int, offered: int) -> None:
        c = compared()
        t = dataclasses.replace(trends(c), months=tuple(range(END - length + 1, END + 1)))
        assert len(t.beginnings) == offered
        assert all(t.months[0] < month <= END - 11 for month in t.beginnings)
        said = words_of("".join(str(part) for part in rebase_form(c, t)))
        assert ("too few" in said) == (offered == 0)


class TestMap:
    def test_counts_of_verdicts(self, small: Dataset, chosen: Selection) -> None:
        html = compare_words.map_title(small, chosen, compared(incomplete=("Birchby",)))
        assert html[Compare.MAP_TITLE] == "1 above, 1 within, 1 below similar areas"
        assert html[Compare.MAP_SUB] == "Burglaries per 1,000 residents; 1 without a rate, hatched"

    def test_every_area_is_counted(self, small: Dataset, chosen: Selection) -> None:
        c = compared(incomplete=("Dunby",))
        place = np.array([Place.ABOVE, Place.ALONE, Place.TOO_FEW, Place.NO_RATE], dtype=object)
        html = compare_words.map_title(
            small, chosen, changed(c, peers=dataclasses.replace(c.peers, place=place))
        )
        said = f"{html[Compare.MAP_TITLE]}; {html[Compare.MAP_SUB]}"
        assert "1 too few to say; 1 without similar areas; 1 without a rate" in said
        assert sum(map(int, re.findall(r"\b\d+\b", said.replace("1,000", "")))) == len(c.codes)


def judged(name: str = "Tannerby", kind: str = "", **changes: Any) -> Judged:
    values: dict[str, Any] = {
        "code": "X06000001", "name": name, "crime_type": kind, "corner": Corner.ABOVE_RISING, "ratio": 1.4,
        "place": "above similar areas", "trend": "concern", "reach": 1.3, "rate": 6.1, "mean": 4.4,
        "decided": Deciding(END, Signal.ABOVE, 1), "since": NO_MONTH,
    }  # fmt: skip
    return Judged(**values | changes)


class TestWorsening:
    def test_nobody(self, small: Dataset, chosen: Selection) -> None:
        c = compared()
        html = quadrant_html(small, chosen, c, worsening(c))
        assert html[Compare.QUADRANT_TITLE] == (
            "None of 4 is worse and worsening; by chance far fewer than 1 of 4 would be"
        )
        assert "No area is both above similar areas and rising." in words_of(html[Compare.WORST])
        assert "No area is both below similar areas and falling." in words_of(html[Compare.BEST])

    def test_an_entry_is_read_with_care_after_a_year_or_where_residents_mislead(
        self, small: Dataset, chosen: Selection
    ) -> None:
        c = compared()
        code = judged().code
        row = c.row_of[code]
        behind = np.where(np.arange(len(c.codes)) == row, 12, 36)
        notes = tuple(Denominator.VISITED if other == row else "" for other in range(len(c.codes)))
        short = dataclasses.replace(c, quality=quality(behind=behind))
        for by, said in (("month", "⬢ ⚠ Only 12 months of data: it may be the season."), ("year", "⬢")):
            w = worsening(short, worst=(judged(),), by=by)
            entry = classed(quadrant_html(small, chosen, short, w)[Compare.WORST], "judged-one")[0]
            assert words_of(entry).endswith(said)
        visited = dataclasses.replace(c, notes=notes)
        w = worsening(visited, worst=(judged(),))
        entry = classed(quadrant_html(small, chosen, visited, w)[Compare.WORST], "judged-one")[0]
        assert words_of(entry).endswith(
            "⚠ Many more people come here than live here, so this rate overstates their risk."
        )

    def test_an_entry_is_a_sentence_with_two_links(self, small: Dataset, chosen: Selection) -> None:
        c = compared()
        w = worsening(c, (1.0, 0.0, 0.0, 0.0), worst=(judged(),), pairs=12, expected=0.0024,
                      pairs_worst=(judged(kind="vehicle-crime"),))  # fmt: skip
        html = quadrant_html(small, chosen, c, w)
        assert html[Compare.QUADRANT_TITLE].startswith("One of 4 is worse and worsening; ")
        together, single = classed(html[Compare.WORST], "judged-one")
        sentence = (
            "Tannerby: 6.1 per 1,000, 1.4 times similar areas (mean 4.4); December 2025 lies above its usual "
            "range. ⬢"
        )
        assert words_of(together) == sentence
        assert words_of(single) == f"Vehicle crime in {sentence}"
        assert "One of 12; by chance far fewer than 1 would be here." in words_of(html[Compare.WORST])
        links = [part["props"]["href"] for part in single["props"]["children"] if isinstance(part, dict)]
        assert links == [
            "/?area=X06000001&types=vehicle-crime",
            "/?area=X06000001&types=vehicle-crime&table=hotspots&layers=hotspots",
        ]

    def test_other_trends_in_their_words(self, small: Dataset, chosen: Selection) -> None:
        c = compared()

        def said(one: Judged, by: str = "month") -> str:
            html = quadrant_html(small, chosen, c, worsening(c, worst=(one,), by=by))
            return words_of(classed(html[Compare.WORST], "judged-one")[0])

        year = judged(trend="higher than normal variation", decided=UNDECIDED)
        assert said(year, "year").endswith("higher than the usual ups and downs against the year before. ⬢")

    @pytest.mark.parametrize(
        ("signal", "months", "words"),
        [
            (Signal.BELOW, 1, "December 2025 lies below its usual range"),
            (Signal.RUN_ABOVE, 9, "December 2025 is the 9th month in a row above its own mean"),
            (Signal.RUN_BELOW, 13, "December 2025 is the 13th month in a row below its own mean"),
            (Signal.TREND_UP, 7, "December 2025 is the 7th month of a rise"),
            (Signal.TREND_DOWN, 8, "December 2025 is the 8th month of a fall"),
            (Signal.NEAR_UPPER, 2,
             "two of the three months to December 2025 lie near or above the top of its usual range"),
            (Signal.NEAR_LOWER, 3,
             "the three months to December 2025 lie near or below the bottom of its usual range"),
        ],
    )  # fmt: skip
    def test_the_rule_that_made_it_stand_out_is_named(
        self, small: Dataset, chosen: Selection, signal: Signal, months: int, words: str
    ) -> None:
        c = compared()
        one = judged(decided=Deciding(END, signal, months))
        html = quadrant_html(small, chosen, c, worsening(c, worst=(one,)))
        said = words_of(classed(html[Compare.WORST], "judged-one")[0])
        assert said.endswith(f"(mean 4.4); {words}. ⬢")

    @pytest.mark.parametrize(
        ("signal", "months", "words"),
        [
            (Signal.ABOVE, 1, "December 2025 lies above the usual range before October 2024"),
            (Signal.RUN_BELOW, 8,
             "December 2025 is the 8th month in a row below the mean before October 2024"),
            (Signal.TREND_UP, 7, "December 2025 is the 7th month of a rise"),
            (Signal.NEAR_LOWER, 2,
             "two of the three months to December 2025 lie near or below the bottom of the usual range "
             "before October 2024"),
        ],
    )  # fmt: skip
    def test_where_limits_begin_afresh_those_before_are_named(
        self, small: Dataset, chosen: Selection, signal: Signal, months: int, words: str
    ) -> None:
        c, since = compared(), month_number("2024-10")
        one = judged(decided=Deciding(END, signal, months), since=since)
        html = quadrant_html(small, chosen, c, worsening(c, worst=(one,), since={0: since}))
        said = words_of(classed(html[Compare.WORST], "judged-one")[0])
        assert said.endswith(f"(mean 4.4); {words}. ⬢")

    @pytest.mark.parametrize(
        ("dates", "judged_by"),
        [
            ((), "usual range"),
            (("2024-10",), "usual range (that before October 2024 where limits begin afresh)"),
            (("2024-10",) * 4, "usual range before October 2024"),
            (("2024-10", "2023-12"), "usual range (that before the date where limits begin afresh)"),
            (("2024-10", "2023-12", "2024-10", "2024-10"), "usual range before limits begin afresh"),
        ],
    )
    def test_axes_say_where_limits_begin_afresh(
        self, small: Dataset, chosen: Selection, dates: tuple[str, ...], judged_by: str
    ) -> None:
        c = compared()
        w = worsening(c, since={row: month_number(date) for row, date in enumerate(dates)})
        for by, latest in (("month", "the latest month"), ("quarter", "the latest three months")):
            html = quadrant_html(small, chosen, c, dataclasses.replace(w, by=by))
            said = words_of(html[Compare.QUADRANT_SUB])
            assert said.endswith(f"Up: {latest} against the area's own {judged_by}")
        axis = compare_words.quadrant_words(small, chosen, c, w)["unit_y"]
        assert axis == f"latest month: 1 is the edge of its {judged_by}"
        year = dataclasses.replace(w, by="year", since={})
        assert "usual range" not in compare_words.quadrant_words(small, chosen, c, year)["unit_y"]

    def test_corners_are_not_judged_where_no_judgement_is_meant(
        self, small: Dataset, chosen: Selection
    ) -> None:
        c = compared(direction=Direction.NO_JUDGEMENT)
        html = quadrant_html(small, chosen, c, worsening(c, no_judgement=("Drugs",)))
        assert "above and rising" in html[Compare.QUADRANT_TITLE]
        assert words_of(html[Compare.WORST]).startswith("Above and rising")
        assert "who has solved it" not in words_of(html[Compare.BEST])
        assert "More drugs may mean more police work" in words_of(html[Compare.PAIRS])

    def test_a_long_list_is_counted_to_its_end(self, small: Dataset, chosen: Selection) -> None:
        c = compared()
        html = quadrant_html(small, chosen, c, worsening(c, worst=(judged(),) * (MOST_LISTED + 3)))
        assert len(classed(html[Compare.WORST], "judged-one")) == MOST_LISTED
        assert "and 3 more, in the CSV below" in words_of(html[Compare.WORST])

    @pytest.mark.parametrize(
        ("reasons", "who", "why"),
        [
            (["no earlier data"], "Alderby", "no earlier data"),
            (["too few to say", "too few months"], "Alderby and Birchby",
             "one: too few incidents; one: too few months"),
            (["too few months", "no earlier data", "too few months"], "3 partnerships",
             "two: too few months; one: no earlier data"),
        ],
    )  # fmt: skip
    def test_who_is_not_judged_and_why(
        self, small: Dataset, chosen: Selection, reasons: list[str], who: str, why: str
    ) -> None:
        c = compared()
        w = worsening(c, unranked=tuple(zip(c.codes, reasons, strict=False)))
        html = quadrant_html(small, chosen, c, w)
        assert words_of(html[Compare.PAIRS]).startswith(f"Not judged: {who} ({why}).")
        assert words_of(html[Compare.QUADRANT_SUB]).endswith(f"; not judged: {who}")


class TestFairness:
    def said(self, chosen: Selection, c: Compared) -> str:
        return words_of(compare_quality.fairness(chosen, c))

    def test_what_was_left_out_with_the_months_all_have(self, chosen: Selection) -> None:
        c = compared(incomplete=("Cedarby", "Dunby"), common=(START + 2, END))
        layout = compare_quality.fairness(chosen, c)
        assert words_of(layout).startswith(
            "Left out of means and limits: Cedarby and Dunby (no data January to February 2025)."
        )
        button = classed(layout, "link-button")[0]
        assert words_of(button) == "Compare March to December 2025, which all have"
        assert button["props"]["data-set"] == "from=2025-03&to=2025-12"

    def test_months_that_all_have_where_they_share_none_of_the_period(self, chosen: Selection) -> None:
        c = compared(incomplete=("Cedarby", "Dunby"), instead=(START + 12, END + 12))
        button = classed(compare_quality.fairness(chosen, c), "link-button")[0]
        assert words_of(button) == "Compare January to December 2026, which all have"
        assert button["props"]["data-set"] == "from=2026-01&to=2026-12"
        alone = compared((800,), instead=(START + 12, END + 12))
        assert classed(compare_quality.fairness(chosen, alone), "link-button") == []

    def test_late_beginnings_and_early_ends(self, chosen: Selection) -> None:
        first = np.array([month_number("2023-01"), START, START, month_number("2023-01")])
        data = quality(first=first, forces=("Cleveland", "Durham", "Northumbria", "Cleveland"),
                       late=np.array([2, 0, 0, 0]))  # fmt: skip
        said = self.said(chosen, compared(quality=data))
        assert "Durham and Northumbria begin in January 2025: no earlier data to compare with." in said
        assert "Alderby's data end 2 months before the others'." in said
        assert said.endswith("Points are approximate (moved to the nearest map point).")

    def test_marks_of_an_area(self, chosen: Selection) -> None:
        note = Recording("March", START, "counting rules changed")
        data = quality(late=np.array([0, 1, 0, 0]), recording=((), (), (note,), ()))
        c = compared(quality=data, notes=("few residents", "", "", "many visitors"), incomplete=("Dunby",))
        assert compare_quality.quality_told(c)[1] == ["⚠", "◷", "✎", "◐"]
        lines = compare_quality.quality_lines(c)
        assert lines[1] == "The data end 1 month before the others'."
        assert lines[2] == "March, January 2025: counting rules changed."
        assert "people come here" in lines[3]

    def test_records_without_a_location_are_the_reporters(self) -> None:
        c = compared(quality=quality(without_location=np.array([0.003, 0, np.nan, 0])))
        assert compare_quality.without_location(c, 0) == ("0.3% of March Police's records have no location")
        assert compare_quality.without_location(c, 2) == "not known how many records have no location"


class TestLines:
    def test_a_line_an_area(self) -> None:
        c = compared(incomplete=("Dunby",))
        lines = compare_said.area_lines(c, trends(c))
        assert lines[0] == (
            "Alderby: 8.0 per 1,000 (7.5 to 8.6), highest of 3, above similar areas; usual ups and downs."
        )
        short = compare_said.area_lines(c, trends(c, {"Alderby": [float("nan")] * 26 + [40.0] * 10}))
        assert short[0].endswith("above similar areas; too few months.")
        assert lines[3].startswith("Dunby: no rate, because part of this area has no data in part of the ")
        assert lines[3].endswith(
            "; usual ups and downs. 2 of 12 months have no data: in no mean, limit or rank."
        )

    def test_without_trends_the_rest_is_said(self) -> None:
        assert compare_said.area_lines(compared(), None)[0].endswith("above similar areas.")


class TestAround:
    def test_every_field_of_an_address_has_a_name(self) -> None:
        problems = [Problem(field, "x", "Why.") for field in (*READERS, *COMPARE_READERS, "query")]
        assert len(problem_notes(problems)) == len(problems)

    def test_a_chip_takes_a_date_back(self, small: Dataset, chosen: Selection) -> None:
        selection = chosen.replace(comparison=Comparison(rebase=(("X06000001", month_number("2024-10")),)))
        chip = classed(compare_said.said_html(small, selection, compared(), ())[Compare.CHIPS], "chip")[0]
        assert words_of(chip) == "Limits afresh from October 2024: Alderby ×"
        assert (chip["props"]["data-clear"], chip["props"]["data-value"]) == ("rebase", "X06000001:2024-10")

    def test_switches_begin_with_what_a_silent_address_means(self) -> None:
        default = Comparison()
        for field, choices in (("tab", TABS), ("limits", LIMITS), ("scale", SCALES), ("trend", TRENDS),
                               ("span", SPANS), ("shade", SHADES)):  # fmt: skip
            assert next(iter(choices)) == getattr(default, field)
            for value in choices:
                COMPARE_READERS[field](value, None, None)  # type: ignore[arg-type]

    def test_areas_to_compare_are_each_offered_once(self, small: Dataset, demonstration: Dataset) -> None:
        for dataset in (small, demonstration):
            for query in ("", "?compare=ward", "?compare=partnership", "?area=X06000001"):
                selection, problems = Selection.from_query(query, dataset.catalogue)
                assert not problems
                c = comparing.compared(dataset, selection, selection.sources[0])
                groups = areas_options(dataset, selection, c)
                offered = [item["value"] for group in groups for item in group["items"]]
                assert len(offered) == len(set(offered))
                for group in groups:
                    labels = [item["label"] for item in group["items"]]
                    assert len(labels) == len(set(labels)), group["group"]
                assert f"{selection.comparison.level}..all" in offered

    def test_small_words(self) -> None:
        assert [in_words(number) for number in (0, 7, 12, 13, 1_234)] == [
            "no",
            "seven",
            "twelve",
            "13",
            "1,234",
        ]
        assert [share_of_one(one) for one in (13.68, 1.0, 0.6, 0.1, 0.02, 0.0)] == [
            "13.7", "1.0", "fewer than 1", "fewer than 1", "far fewer than 1", "far fewer than 1",
        ]  # fmt: skip
        assert named(tuple("abcdefgh")) == "a, b, c, d, e and 3 more"
        assert list(runs_of((START, START + 1, START + 5))) == ["January to February 2025", "June 2025"]
        assert all_of(["a"] * 41) == "a; a; a; a; a; and 36 more, in the table."


class TestStates:
    """Real data of which little or nothing can be compared: each panel says why."""

    def look(self, dataset: Dataset, query: str) -> tuple[Selection, Compared, dict[Compare, str]]:
        selection, problems = Selection.from_query(query, dataset.catalogue)
        assert not problems
        source = selection.sources[0]
        c = comparing.compared(dataset, selection, source)
        about = (dataset, selection, c)
        html = {
            **compare_said.said_html(*about, ()),
            **compare_words.dots_title(*about),
            **compare_words.funnel_title(*about, comparing.funnel(dataset, selection, source)),
            **compare_words.months_title(*about, comparing.trends(dataset, selection, source)),
            **compare_words.map_title(*about),
            **quadrant_html(*about, comparing.worsening(dataset, selection, source)),
        }
        return selection, c, {part: words_of(layout) for part, layout in html.items()}

    def test_nobody_reports_in_the_period(self, small: Dataset) -> None:
        query = "?from=2024-01&to=2024-06&among=X23000002&compare=ward"
        _, c, said = self.look(small, query)
        assert c.state is State.NO_DATA
        for part in (Compare.SENTENCE, Compare.DOTS_SUB, Compare.FUNNEL_SUB, Compare.MAP_SUB):
            assert said[part] == "No data for this period."
        assert said[Compare.DOTS_TITLE] == said[Compare.FUNNEL_TITLE] == said[Compare.MAP_TITLE]
        assert said[Compare.MONTHS_TITLE] == "Too few months or incidents to judge any area by"
        assert "No data for this period." in said[Compare.WORST]
        assert said[Compare.WHY] == ""
        assert "Left out" not in said[Compare.QUALITY]

    def test_a_type_that_the_source_does_not_record(self, small: Dataset) -> None:
        _, c, said = self.look(small, "?sources=march-ambulance&types=burglary")
        assert c.state is State.NOT_RECORDED
        assert said[Compare.SENTENCE] == "This source does not record these crime types."
        assert said[Compare.QUALITY] == "Points are exact."

    def test_one_rate_alone(self, small: Dataset) -> None:
        _, _, said = self.look(small, "?from=2025-06&to=2025-06&area=X23000002")
        assert said[Compare.SENTENCE].startswith("All crime in Southmarch, June 2025: no rate, because ")
        assert said[Compare.DOTS_TITLE].startswith("Only Northmarch has a rate: ")
        assert said[Compare.FUNNEL_TITLE] == "One police force is too few for a funnel"
        assert said[Compare.FUNNEL_SUB] == "A funnel needs at least three areas with a rate."

    def test_only_one_area(self, small: Dataset) -> None:
        _, c, said = self.look(small, "?among=X23000001&compare=partnership")
        assert c.state is State.ONE
        assert said[Compare.SENTENCE].startswith("There is only one partnership in Northmarch: nothing to ")

    def test_under_twelve_months(self, small: Dataset) -> None:
        _, _, said = self.look(small, "?sources=march-ambulance&tab=worsening")
        assert said[Compare.QUADRANT_TITLE] == "Nothing can be said of worse and worsening"
        assert said[Compare.WORST].endswith("Too little is known of every area.")

    def test_every_state_of_the_demonstration_has_words(self, demonstration: Dataset) -> None:
        for query in ("", "?compare=force", "?compare=ward&types=drugs",
                      "?from=2024-01&to=2025-12&limits=additive",
                      "?types=burglary&trend=year&span=same&limits=multiplicative"):  # fmt: skip
            _, _, said = self.look(demonstration, query)
            for part, text in said.items():
                assert not re.search(r"\bnan\b", text, re.IGNORECASE), (query, part, text)
                if part.value.endswith("-title"):
                    assert text, (query, part)
