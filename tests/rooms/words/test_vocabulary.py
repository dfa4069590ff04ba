import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from kept.words.basis import BASES, known_basis
from kept.words.category import Category, categories, known_category
from kept.words.error import Misuse
from kept.words.key import ancestors
from kept.words.purpose import Purpose, known_purpose, purposes
from kept.words.right import RIGHTS, known_right
from kept.words.role import ROLES, known_role
from kept.words.subject import Subject, known_subject, subjects

ROOT = Path(__file__).parents[3]
CASES = ROOT.parent / "shared" / "cases"


def test_an_email_address_is_a_category_with_its_concept():
    assert known_category("user.contact.email") == Category(
        "user.contact.email", "User Contact Email", "pd:EmailAddress", special=False
    )


@pytest.mark.parametrize(
    "key",
    [
        "user.health_and_medical",
        "user.health_and_medical.record_id",
        "user.health_and_medical.genetic",
        "user.biometric.fingerprint",
        "user.authorization.biometric",
        "user.demographic.race_ethnicity",
        "user.demographic.political_opinion",
        "user.demographic.religious_belief",
        "user.demographic.sexual_orientation",
    ],
)
def test_a_category_of_article_9_is_special_and_says_so(key):
    category = known_category(key)
    assert category.special
    assert category.article is not None
    assert category.article.startswith("GDPR Art. 9(1), ")


@pytest.mark.parametrize("key", ["user", "user.contact", "user.demographic", "user.demographic.gender"])
def test_an_ordinary_category_is_not_special(key):
    assert not known_category(key).special


def test_criminal_history_is_guarded_by_article_10_and_not_by_article_9():
    category = known_category("user.criminal_history")
    assert not category.special
    assert category.article == "GDPR Art. 10, criminal convictions and offences"


def test_a_category_under_a_special_one_is_special():
    for key in categories():
        if any(known_category(up).special for up in ancestors(key)):
            assert known_category(key).special, key


def test_every_key_stands_below_a_key_that_exists():
    for words in (categories(), purposes()):
        assert all(up in words for key in words for up in ancestors(key))


def test_a_purpose_has_its_concept():
    assert known_purpose("marketing") == Purpose("marketing", "Marketing", "dpv:Marketing")


def test_kinds_of_people_say_whose_word_they_are():
    assert known_subject("prospect") == Subject("prospect", "Prospect", None, "fideslang")
    ours = {key for key, subject in subjects().items() if subject.source == "kept"}
    assert ours == {"user", "event_guest", "customer_contact", "candidate", "child"}


def test_the_six_bases_of_article_6_are_all_there():
    assert [basis.article for basis in BASES.values()] == [f"GDPR Art. 6(1)({letter})" for letter in "abcdef"]


def test_every_right_has_an_article():
    assert all(right.articles for right in RIGHTS.values())
    assert known_right("erasure").articles == ("GDPR Art. 17", "Civ. Code 1798.105")


def test_the_roles_of_a_policy_are_known():
    assert {"controller", "processor", "sub-processor"} <= set(ROLES)


@pytest.mark.parametrize(
    ("find", "wrong", "right"),
    [
        (known_category, "user.contact.emial", "user.contact.email"),
        (known_purpose, "marketing.comunications", "marketing.communications"),
        (known_subject, "custommer", "customer"),
        (known_basis, "legitimate_interest", "legitimate_interests"),
        (known_right, "erase", "erasure"),
        (known_role, "subprocessor", "sub-processor"),
    ],
)
def test_a_misspelt_word_is_refused_with_the_right_one(find, wrong, right):
    with pytest.raises(Misuse, match=f"`{wrong}`") as refused:
        find(wrong)
    assert refused.value.do == f"did you mean `{right}`?"


def test_a_vocabulary_cannot_be_written_to():
    with pytest.raises(TypeError):
        categories()["user.shoe_size"] = known_category("user")  # type: ignore[index]


@pytest.mark.parametrize("name", ["categories", "purposes", "subjects"])
def test_the_data_says_where_it_came_from_and_holds_no_descriptions(name):
    written = json.loads((files("kept.words") / "data" / f"{name}.json").read_text(encoding="utf-8"))
    assert "fideslang 3.1" in written["attribution"]["keys_and_names"]
    assert "CC BY 4.0" in written["attribution"]["licence"]
    assert "2.3" in written["attribution"]["dpv"]
    allowed = {"key", "name", "dpv", "special", "article", "source"}
    assert all(set(word) <= allowed for word in written["words"])


def test_the_script_writes_the_data_that_is_shipped(tmp_path):
    source = CASES / "fides" / "fideslang"
    concepts = [CASES / "reading" / "vocab", CASES / "standards" / "dpv"]
    if not all(folder.is_dir() for folder in (source, *concepts)):
        pytest.skip("the fideslang and DPV files are not beside this checkout")
    script = tmp_path / "script" / "words"
    script.parent.mkdir()
    script.write_bytes((ROOT / "script" / "words").read_bytes())
    (tmp_path / "src" / "kept" / "words").mkdir(parents=True)
    subprocess.run([sys.executable, script, source, *concepts], check=True, env={"PATH": os.environ["PATH"]})
    for name in ("categories", "purposes", "subjects"):
        made = tmp_path / "src" / "kept" / "words" / "data" / f"{name}.json"
        assert made.read_bytes() == (ROOT / "src" / "kept" / "words" / "data" / f"{name}.json").read_bytes()
