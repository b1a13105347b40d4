"""A laboratory's forms can be previewed before the first of them is printed here."""

from app.modules import INSTALLED
from his.forms import sampling
from kernel import typesetting

FORMS = {form.id: form for module in INSTALLED for form in module.prints}
LAB = sorted(id_ for id_ in FORMS if id_.startswith("lis."))


def test_every_form_of_the_laboratory_has_its_sample() -> None:
    assert [id_ for id_ in LAB if sampling.shipped(id_) is None] == []


def test_a_masked_label_keeps_its_size_and_sets() -> None:
    sample = sampling.shipped("lis.specimens.label")
    assert sample
    assert {(each["width"], each["height"]) for each in sample["labels"]} == {(50, 25)}
    given = {**sample, "letterhead": {}}
    assert typesetting.shipped(FORMS["lis.specimens.label"].template, given).startswith(b"%PDF")


def test_samples_speak_vietnamese() -> None:
    spoken = {(sampling.shipped(id_) or {}).get("print", {}).get("language") for id_ in FORMS}
    assert spoken <= {"vi", None}
