from earmark.core import Failure
from earmark.core.errors import UnreadableMedia


def test_what_a_user_can_mend_needs_no_traceback():
    assert Failure.of(UnreadableMedia("not audio", where="a.mp3", mend="Send another")) == Failure(
        "UnreadableMedia", "a.mp3: not audio. Send another"
    )


def test_a_fault_of_ours_brings_its_traceback():
    try:
        raise KeyError("k")
    except KeyError as error:
        failure = Failure.of(error)
    assert (failure.error, failure.message) == ("KeyError", "'k'")
    assert "test_a_fault_of_ours_brings_its_traceback" in failure.detail


def test_an_error_without_words_is_named():
    assert Failure.of(MemoryError()).message == "MemoryError"
