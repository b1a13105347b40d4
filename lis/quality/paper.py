"""What is printed of the control of quality: the chart of a test."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from kernel import printing
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.errors import NotFound
from kernel.printing import Print, Printed
from kernel.text import Text
from lis.quality import drawing, permissions, showing
from lis.quality.showing import Series
from lis.quality.westgard import RunVerdict

CHART = Print(
    "lis.quality.chart",
    Text("Biểu đồ nội kiểm Levey-Jennings", "Levey-Jennings chart"),
    Path(__file__).parent / "prints" / "chart.typ",
    permissions.READ,
)
ALL = (CHART,)
VERDICTS = {
    RunVerdict.IN: Text("Đạt", "In control"),
    RunVerdict.WARNING: Text("Cảnh báo", "Warning"),
    RunVerdict.OUT: Text("Không đạt", "Out of control"),
}


def chart(
    db: Session,
    actor: Actor,
    test_code: str,
    analyser: str,
    *,
    since: date | None,
    until: date | None,
) -> tuple[Printed, str]:
    found = showing.chart(db, test_code, analyser, since=since, until=until)
    if found is None:
        raise NotFound

    def say(vi: str, en: str) -> str:
        return Text(vi, en).to(actor.language)

    name = found.test.name if found.test else test_code
    about = f"{test_code} · {name}" + (f" · {analyser}" if analyser else "")
    days = f"{found.since:%d/%m/%Y} – {found.until:%d/%m/%Y}"
    data = {
        "title": say("Biểu đồ nội kiểm Levey-Jennings", "Levey-Jennings chart"),
        "about": f"{about} · {days}",
        "series": [_series(each, actor) for each in found.series if each.seen],
        "events": _events(found.series, actor),
    }
    printed = printing.render(
        db,
        actor,
        CHART,
        subject=("lis_test", test_code),
        document=f"{test_code} {analyser} {found.since} {found.until}"[:60],
        data=data,
        language=actor.language,
    )
    return printed, f"noi-kiem-{test_code}"


def _series(of: Series, actor: Actor) -> dict[str, Any]:
    lot, f = of.lot, of.figures
    last = of.seen[-1].point

    def say(vi: str, en: str) -> str:
        return Text(vi, en).to(actor.language)

    figures = [f"n = {f.n}"]
    for label, value, end in (
        (say("trung bình", "mean"), f.mean, ""),
        ("SD", f.sd, ""),
        ("CV", f.cv, " %"),
        (say("độ chệch", "bias"), f.bias, " %"),
        ("sigma", f.sigma, ""),
    ):
        if value is not None:
            figures.append(f"{label} {value:.4g}{end}".replace(".", say(",", ".")))
    target = f"{last.mean.normalize():f} ± {last.sd.normalize():f}".replace(".", say(",", "."))
    return {
        "name": f"{lot.material} · {say('mức', 'level')} {lot.level} · {say('lô', 'lot')} "
        f"{lot.lot_number} · {say('hạn', 'expires')} {lot.expiry:%d/%m/%Y}",
        "target": f"{say('đích', 'target')} {target}",
        "svg": drawing.svg(of.seen),
        "figures": " · ".join(figures),
    }


def _events(series: list[Series], actor: Actor) -> list[list[str]]:
    """Each run that was not plainly in control once, and each excluded value."""
    found: dict[object, tuple[Any, list[str]]] = {}
    for each in series:
        for seen in each.seen:
            run, point = seen.run, seen.point
            if run.verdict is not RunVerdict.IN:
                rules = ", ".join(dict.fromkeys(b["rule"] for b in run.broken))
                found[run.id] = (
                    run.at,
                    [
                        f"{run.at.astimezone(LOCAL):%H:%M %d/%m/%Y}",
                        VERDICTS[run.verdict].to(actor.language),
                        rules,
                        run.note,
                    ],
                )
            if point.excluded_at:
                found[point.id] = (
                    point.at,
                    [
                        f"{point.at.astimezone(LOCAL):%H:%M %d/%m/%Y}",
                        Text("Loại bỏ", "Excluded").to(actor.language),
                        "",
                        f"{point.excluded_reason} ({point.excluded_by_name})",
                    ],
                )
    return [row for _, row in sorted(found.values(), key=lambda x: x[0])]
