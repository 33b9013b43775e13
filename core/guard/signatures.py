"""What kind of file is this really, by its first bytes, when it is not what was asked for?"""

from __future__ import annotations

from collections.abc import Collection

STARTS = {
    b"PK\3\4": "a zip",
    b"PK\5\6": "a zip",
    b"PK\7\x08": "a part of a zip",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\x1f\x8b": "a gzip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"BM": "a BMP image",
    b"II*\0": "a TIFF image",
    b"MM\0*": "a TIFF image",
    b"II+\0": "a TIFF image",
    b"MM\0+": "a TIFF image",
    b"8BPS": "a Photoshop file",
    b"gimp xcf": "a GIMP file",
    b"\0\0\1\0": "an icon",
    b"\xff\x0a": "a JPEG XL image",
    b"\0\0\0\x0cJXL ": "a JPEG XL image",
    b"\0\0\0\x0cjP  ": "a JPEG 2000 image",
    b"%!PS": "a PostScript file",
    b"\x93NUMPY": "a NumPy file",
    b"\0\0\x08\1": "an IDX file",
    b"\0\0\x08\3": "an IDX file",
    b"\x80\2": "a pickle",
    b"\x80\4": "a pickle",
    b"\x80\5": "a pickle",
}
# Programs that keep a document in a zip, by a file that lies in each of theirs; in one called mimetype it says which.
DOCUMENTS = {
    "word/document.xml": "a Word document",
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "Index/Document.iwa": "a Pages, Numbers or Keynote document",
    "META-INF/container.xml": "an e-book",
    "AndroidManifest.xml": "an Android app",
}
MIMETYPES = {
    b"application/epub+zip": "an e-book",
    b"application/vnd.oasis.opendocument.text": "an OpenDocument text",
    b"application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet",
    b"application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation",
    b"application/vnd.oasis.opendocument.graphics": "an OpenDocument drawing",
    b"image/openraster": "an OpenRaster drawing",
    b"application/x-krita": "a Krita drawing",
}
TEXTS = {b"<!doctype html": "a web page", b"<html": "a web page", b"<svg": "an SVG drawing", b"<?xml": "an XML file"}


def kind_of(data: bytes) -> str | None:
    """Return what a file is, in words such as "a RAR archive", None if that is not known."""
    for start, kind in STARTS.items():
        if data.startswith(start):
            return kind
    if data[257:262] == b"ustar":
        return "a tar archive"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "a WebP image"
    if data[4:8] == b"ftyp":
        return "a video" if data[8:12] in (b"isom", b"mp42", b"qt  ", b"M4V ") else "a HEIC or AVIF image"
    text = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<?xml") and b"<svg" in data[:2000].lower():
        return "an SVG drawing"
    return next((kind for start, kind in TEXTS.items() if text.startswith(start)), None)


def document_of(names: Collection[str], mimetype: bytes) -> str | None:
    """Return what document a zip is the file of, None if it is none. mimetype: what its file of that name holds."""
    by_name = next((kind for name, kind in DOCUMENTS.items() if name in names), None)
    return MIMETYPES.get(mimetype.strip(), by_name)
