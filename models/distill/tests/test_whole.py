import pytest

from whole import written_whole


def stop_in_the_middle(path):
    with pytest.raises(KeyboardInterrupt), written_whole(path) as unfinished:
        unfinished.write_text("half of it")
        raise KeyboardInterrupt


def test_a_write_that_is_stopped_leaves_what_was_there_before(tmp_path):
    path = tmp_path / "a.npy"
    stop_in_the_middle(path)
    assert not path.exists()
    with written_whole(path) as unfinished:
        unfinished.write_text("all of it")
    assert list(tmp_path.iterdir()) == [path]
    stop_in_the_middle(path)
    assert path.read_text() == "all of it"
