"""Pages that tests make: an article among all that sites put around it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

__all__ = ["ARTICLE", "PARAGRAPHS", "epub", "page"]

PARAGRAPHS = [
    "The river rose by three metres in a single night, and by the morning the old bridge had gone with the mill.",
    "People stood on their roofs and waited for boats, while the wind drove the rain through the streets below them.",
    "Nobody in the town could remember a flood like this one, though the church wall has marks from six of them.",
    "The council met in the school on the hill and decided to open the gates of the upper dam before the evening.",
]

ARTICLE = f"""
<h1>The night the river came</h1>
<p class="byline">By <a rel="author" href="/ada">Ada Lang</a></p>
<p>{PARAGRAPHS[0]}<sup><a href="#fn1" id="r1">1</a></sup></p>
<figure><img data-src="street.jpg" src="data:image/gif;base64,R0lG" alt="A flooded street">
<figcaption>The high street on Sunday. <span class="credit">Photo: Jo Miller</span></figcaption></figure>
<h2>What was <em>lost</em></h2>
<p>{PARAGRAPHS[1]} It cost <abbr title="gross domestic product">GDP</abbr> points, <span lang="fr">hélas</span>.</p>
<ul><li>A bridge</li><li>Two mills<ol start="3"><li>the old one</li><li>the new one</li></ol></li></ul>
<blockquote><p>Nobody slept that night, and nobody will forget it.</p><footer>— Jo Miller, baker</footer></blockquote>
<table><caption>Levels</caption><thead><tr><th>Town</th><th>Height</th></tr></thead>
<tr><td>Aal</td><td>3.2 m</td></tr><tr><td>Bruck</td><td>2.9 m</td></tr></table>
<p>{PARAGRAPHS[2]}</p>
<pre class="language-python"><code>print("flood")
print("over")</code></pre>
<dl><dt>Weir</dt><dd>A low dam across a river.</dd></dl>
<p>{PARAGRAPHS[3]} The rule is <math alttext="v = s/t"><mi>v</mi></math> as ever.</p>
<hr>
<p id="fn1">1. Measured at the old bridge, which is no more. <a href="#r1">↩</a></p>
"""


def page(article: str = ARTICLE, *, head: str = "<title>The night the river came | The Daily</title>") -> bytes:
    """A page with `article` in it, and what readers do not come for."""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">{head}
<meta property="article:published_time" content="2026-11-01"><script>document.write("<p>evil</p>")</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div class="cookie-banner"><p>We use cookies to improve your experience on our site and for advertising.</p></div>
<article>{article}</article>
<div class="share-bar"><a href="#">Share on one</a> <a href="#">Share on another</a></div>
<aside class="related"><h3>Related</h3><ul><li><a href="/a">Ten ways to dry a cellar</a></li></ul></aside>
<div class="newsletter"><p>Sign up for our newsletter and never miss a story again.</p></div>
<footer><p>All rights reserved. Terms of use. Privacy policy.</p></footer></body></html>""".encode()


def epub(documents: dict[str, str], *, package: str | None = None) -> bytes:
    """A book with these documents in this order, in a folder of its own."""
    kind = "application/xhtml+xml"
    items = "".join(f'<item id="i{n}" href="{name}" media-type="{kind}"/>' for n, name in enumerate(documents))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(documents)))
    opf = (
        package
        or f"""<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Floods</dc:title><dc:creator>Ada Lang</dc:creator>
<dc:language>en</dc:language></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"""
    )
    container = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as book:
        book.writestr("META-INF/container.xml", container)
        book.writestr("OPS/book.opf", opf)
        for name, text in documents.items():
            book.writestr(f"OPS/{name}", text)
    return content.getvalue()
