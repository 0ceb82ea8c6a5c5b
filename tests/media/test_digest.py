import hashlib

import pytest

from earmark.media import file_digest


@pytest.mark.parametrize("content", [b"", b"sound", bytes(range(256)) * 9000])
def test_a_digest_is_128_bits_of_blake2b_over_all_bytes(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    assert file_digest(tmp_path / "a") == hashlib.blake2b(content, digest_size=16).hexdigest()


def test_a_digest_is_the_same_for_good(tmp_path):
    (tmp_path / "a").write_bytes(b"earmark")
    assert file_digest(tmp_path / "a") == "1c63b85853de77584025b2456e3e3b86"
