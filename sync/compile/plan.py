"""How sites are laid out: every area belongs to a place, takes a number, and holds what can be in it."""

from sync.board_rules import Area, Occupants, SitePlan
from sync.compile.settings import Files, Settings
from sync.compile.sheet import Faults, Sheet
from sync.programme import Programme

PLAN = "plan.toml"
NEAR_PERCENT = 80


def read_plan(files: Files, settings: Settings, faults: Faults) -> SitePlan | None:
    """None for a programme whose places have no areas."""
    if PLAN not in files:
        return None
    sheet = Sheet(PLAN, "", files[PLAN], faults).only("by", "near_percent", "occupants", "area")
    return SitePlan(
        by=settings.by(sheet),
        near_percent=sheet.number("near_percent", NEAR_PERCENT) or NEAR_PERCENT,
        occupants=tuple(_occupants(row) for row in sheet.rows("occupants")),
        areas=tuple(_area(row) for row in sheet.rows("area")),
    )


def _occupants(row: Sheet) -> Occupants:
    row.only("of", "area", "spot", "act")
    return Occupants(of=row.text("of"), area=row.text("area", ""), spot=row.text("spot"), act=row.text("act"))


def _area(row: Sheet) -> Area:
    row.only("at", "name", "of", "takes", "prefix", "numbered")
    takes, numbered = row.number("takes", None) or 0, row.number("numbered", 0) or 0
    if takes < 1:
        row.fault("takes", "an area takes somebody", ("a whole number from 1",))
    if numbered > takes:
        row.fault("numbered", "more places bear a number than the area takes", (f"at most {takes}",))
    return Area(row.text("at"), row.text("name"), row.text("of"), takes, row.text("prefix", ""), numbered)


def note_plan_faults(programme: Programme, faults: Faults) -> None:
    plan = programme.plan
    if plan is None:
        return
    for n, one in enumerate(plan.occupants):
        _note_occupants(programme, one, f"occupants[{n}]", faults)
    by_kind = {one.of: one for one in plan.occupants}
    seen: set[tuple[str, str]] = set()
    for n, area in enumerate(plan.areas):
        faults.unless_in(area.at, programme.place_codes, PLAN, f"area[{n}].at", "place")
        if not faults.unless_in(area.of, by_kind, PLAN, f"area[{n}].of", "kind among the occupants"):
            continue
        if (area.at, area.name) in seen:
            faults.add(PLAN, f"area[{n}].name", f"{area.at} has two areas called {area.name!r}")
        seen.add((area.at, area.name))
        field = programme.kinds.get(area.of, {}).get(by_kind[area.of].area)
        if field:
            faults.unless_in(area.name, field.options, PLAN, f"area[{n}].name", f"answer of {field.label}")


def _note_occupants(programme: Programme, one: Occupants, key: str, faults: Faults) -> None:
    if not faults.unless_in(one.of, programme.journeys, PLAN, f"{key}.of", "kind with a journey"):
        return
    fields = programme.kinds[one.of]
    choices = [name for name, field in fields.items() if field.type == "choice"]
    if one.area:
        faults.unless_in(one.area, choices, PLAN, f"{key}.area", f"choice of {one.of}")
    faults.unless_in(one.spot, fields, PLAN, f"{key}.spot", f"field of {one.of}")
    acts = [act.name for act in programme.acts if act.on == one.of]
    faults.unless_in(one.act, acts, PLAN, f"{key}.act", f"act on {one.of}")
