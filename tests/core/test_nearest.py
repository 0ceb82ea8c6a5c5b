from earmark.core.nearest import nearest


def test_a_slip_is_mended_and_a_stranger_shown_what_there_is():
    assert nearest("music.fnd", ["music.find", "vision.tag"]) == "Did you mean music.find?"
    assert nearest("rain", ["music.find", "vision.tag"]) == "There is: music.find, vision.tag"
    assert nearest("rain", []) == "There is: none"
