"""Independent judges of one sealed voucher: pyHanko, pdfsig, mutool, qpdf, OpenSSL, pdftotext, zbarimg.

The voucher is that of the browser journey (fixture `journey`), unless one is handed over from outside:

  GUICHET_VOUCHER   the sealed PDF
  GUICHET_TRUST     the bank's ca.pem
  GUICHET_TEXTS     texts that must be on the page, one per line (optional)
  GUICHET_QR        what the QR code says; "none" when the page has none (optional: any text will do)
  GUICHET_BIN       the guichet program; then `guichet verify` judges the same files (optional)
  GUICHET_FIELDS    number of signatures, 3 unless told otherwise
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HANDED_OVER = os.environ.get("GUICHET_VOUCHER") and os.environ.get("GUICHET_TRUST")
VOUCHER = os.environ.get("GUICHET_VOUCHER")
TRUST = os.environ.get("GUICHET_TRUST")
FIELDS = int(os.environ.get("GUICHET_FIELDS", "3"))
BINARY = os.environ.get("GUICHET_BIN")
TEXTS = [line for line in os.environ.get("GUICHET_TEXTS", "").splitlines() if line.strip()]
QR = os.environ.get("GUICHET_QR")


@pytest.fixture(scope="module", autouse=True)
def case(request):
    """What is judged: the journey's own voucher when none was handed over."""
    global VOUCHER, TRUST, BINARY, TEXTS, QR
    if HANDED_OVER:
        return
    journey = request.getfixturevalue("journey")
    VOUCHER, TRUST = str(journey.voucher), str(journey.bank.trust)
    BINARY = request.getfixturevalue("binary")
    TEXTS, QR = journey.texts, journey.qr


PYHANKO = str(Path(sys.executable).parent / "pyhanko")
SIGNATURE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+) *\] /Contents <([0-9a-f]+)>")


def run(*command):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=120)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def pyhanko(path, form="--executive-summary"):
    return run(
        PYHANKO, "sign", "validate", form, "--no-revocation-check", "--trust", TRUST, "--trust-replace", str(path)
    )


@pytest.fixture(scope="module")
def voucher(case):
    return Path(VOUCHER).read_bytes()


def signatures(data):
    """Byte ranges and CMS objects as they stand in the file."""
    found = []
    for match in SIGNATURE.finditer(data):
        start, a, b, c = (int(group) for group in match.groups()[:4])
        padded = bytes.fromhex(match.group(5).decode())
        assert padded[:2] == b"\x30\x82"
        size = int.from_bytes(padded[2:4], "big") + 4
        assert padded[size:] == bytes(len(padded) - size), "padding is not zero"
        assert start == 0 and data[a : a + 1] == b"<" and data[b - 1 : b] == b">"
        found.append((data[:a] + data[b : b + c], padded[:size], b + c))
    return found


def test_pyhanko_calls_every_signature_valid():
    code, out, err = pyhanko(VOUCHER)
    lines = [line for line in out.splitlines() if line.strip()]
    assert code == 0, out + err
    assert len(lines) == FIELDS and all(line.endswith("VALID") for line in lines), out
    assert not any("INVALID" in line for line in lines), out


def test_pyhanko_sees_only_form_filling():
    code, out, _ = pyhanko(VOUCHER, "--pretty-print")
    assert code == 0
    assert out.count("The signature is judged VALID.") == FIELDS
    assert out.count("The signature covers the entire file.") == 1
    assert out.count("appear to be compatible with the current document modification policy") == FIELDS - 1


def test_pdfsig_agrees():
    _, out, _ = run("pdfsig", "-nocert", "-no-ocsp", VOUCHER)
    assert out.count("Signature is Valid") == FIELDS, out
    assert out.count("ETSI.CAdES.detached") == FIELDS
    assert out.count("Total document signed") == 1
    last = out.split("Signature #")[-1]
    assert "Total document signed" in last and "Not total" not in last


def test_mutool_agrees():
    _, out, err = run("mutool", "sign", "-v", VOUCHER)
    text = out + err
    assert "The document is unchanged since signing." in text.split("Verifying signature")[-1], text
    assert text.count("The signature is valid but there have been edits since signing.") == FIELDS - 1
    assert "digest" not in text.lower()


def test_qpdf_is_clean():
    code, out, err = run("qpdf", "--check", VOUCHER)
    assert code == 0, out + err
    assert "No syntax or stream encoding errors found" in out
    assert "WARNING" not in out + err


def test_openssl_verifies_each_cms(voucher, tmp_path):
    found = signatures(voucher)
    assert len(found) == FIELDS
    for index, (signed, cms, _) in enumerate(found):
        (tmp_path / f"{index}.bin").write_bytes(signed)
        (tmp_path / f"{index}.der").write_bytes(cms)
        code, out, err = run(
            "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", str(tmp_path / f"{index}.der"),
            "-content", str(tmp_path / f"{index}.bin"), "-CAfile", TRUST, "-purpose", "any", "-out", os.devnull,
        )
        assert code == 0, out + err


def test_signed_attributes_are_those_of_pades_baseline(voucher, tmp_path):
    for _, cms, _ in signatures(voucher):
        (tmp_path / "c.der").write_bytes(cms)
        code, out, err = run("openssl", "cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", str(tmp_path / "c.der"))
        assert code == 0, err
        assert "signingTime" not in out, "ETSI EN 319 142-1 table 1 forbids signing-time"
        for wanted in ("contentType", "messageDigest", "signingCertificateV2"):
            assert wanted in out
        assert out.count("object: ") >= 3
        assert "eContent: <ABSENT>" in out


def test_ranges_reach_the_end_of_each_revision(voucher):
    found = signatures(voucher)
    for _, _, end in found:
        assert voucher[:end].endswith(b"%%EOF\n")
    assert found[-1][2] == len(voucher)


def test_it_is_small():
    assert Path(VOUCHER).stat().st_size <= 120 * 1024


def test_texts_can_be_extracted():
    wanted = TEXTS
    if not wanted:
        pytest.skip("GUICHET_TEXTS is not set: no text was looked for")
    code, out, err = run("pdftotext", "-layout", VOUCHER, "-")
    assert code == 0, err
    plain = re.sub(r"\s+", "", out)
    for text in wanted:
        assert re.sub(r"\s+", "", text) in plain, text


def test_the_qr_code_decodes(tmp_path):
    wanted = QR
    if wanted == "none":
        pytest.skip("GUICHET_QR=none: the page has no QR code")
    assert run("pdftoppm", "-r", "150", "-png", VOUCHER, str(tmp_path / "page"))[0] == 0
    found = []
    for image in sorted(tmp_path.glob("*.png")):
        found += run("zbarimg", "-q", "--raw", str(image))[1].split()
    assert found, "no QR code found"
    if wanted:
        assert wanted in found


def test_guichet_verify_agrees():
    if not BINARY:
        pytest.skip("GUICHET_BIN is not set: guichet verify was not asked")
    code, out, err = run(BINARY, "verify", VOUCHER, "--trust", TRUST, "--json")
    assert code == 0, out + err
    report = json.loads(out)
    assert report["verdict"] == "valid" and len(report["signatures"]) == FIELDS


def overlay(data):
    """An update that replaces the first page's content, unsigned."""
    root = int(re.search(rb"/Root (\d+) 0 R", data[data.rindex(b"trailer") :]).group(1))
    size = int(re.search(rb"/Size (\d+)", data[data.rindex(b"trailer") :]).group(1))
    previous = int(data[data.rindex(b"startxref") :].split()[1])
    pages = re.findall(rb"\n(\d+) 0 obj\n(<<[^>]*?/Type /Page\b.*?)\nendobj\n", data, re.S)
    number, body = int(pages[-1][0]), pages[-1][1]
    body = re.sub(rb"/Contents \d+ 0 R", b"/Contents %d 0 R" % size, body)
    at = len(data)
    first = b"%d 0 obj\n" % number + body + b"\nendobj\n"
    content = b"BT /F1 30 Tf 50 500 Td (9999999) Tj ET"
    second = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (size, len(content), content)
    table = at + len(first) + len(second)
    return (
        data + first + second
        + b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (number, at, size, at + len(first))
        + b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size + 1, root, previous, table)
    )


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def other_digit(data, match):
    """Another digit within the signature value proper, which is the end of the CMS object."""
    padded = bytes.fromhex(match.group(5).decode())
    size = int.from_bytes(padded[2:4], "big") + 4
    at = match.start(5) + 2 * (size - 10)
    return data[:at] + (b"1" if data[at : at + 1] != b"1" else b"2") + data[at + 1 :]


def tampered(data):
    """name → (bytes, whether pyHanko refuses it too)"""
    gap = list(SIGNATURE.finditer(data))
    content = data.index(b"stream\n") + 40
    last = gap[-1].span(5)
    upper = next(i for i in range(*last) if data[i : i + 1] in b"abcdef")
    return {
        "content": (flip(data, content), True),
        "first signature value": (other_digit(data, gap[0]), True),
        "last signature value": (other_digit(data, gap[-1]), True),
        "overlay": (overlay(data), True),
        "trailing junk": (data + b"% junk\n", False),
        "padding": (data[: last[1] - 1] + b"1" + data[last[1] :], False),
        "upper-case hexadecimal": (data[:upper] + data[upper : upper + 1].upper() + data[upper + 1 :], False),
        "cut off": (data[:-200], True),
    }


TAMPERED = [
    "content", "first signature value", "last signature value", "overlay", "trailing junk", "padding",
    "upper-case hexadecimal", "cut off",
]


@pytest.mark.parametrize("name", TAMPERED)
def test_tampered_copies_are_refused(voucher, tmp_path, name):
    data, pyhanko_refuses = tampered(voucher)[name]
    assert data != voucher
    path = tmp_path / "tampered.pdf"
    path.write_bytes(data)
    if pyhanko_refuses:
        code, out, _ = pyhanko(path)
        assert code != 0, out
    if BINARY:
        code, out, err = run(BINARY, "verify", str(path), "--trust", TRUST)
        assert code not in (0, None), f"guichet verify accepted: {name}"
        assert "panic" not in err and "Fatal" not in err
        assert "问题" in out + err
    elif not pyhanko_refuses:
        pytest.skip("GUICHET_BIN is not set, and pyHanko is known to pass this one")
