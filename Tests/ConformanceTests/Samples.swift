/// Small documents that between them use what the formats offer.
enum Samples {
    static let prose = [
        "The first paragraph speaks.\nIt goes on — naïvely, für immer.\n\nA second paragraph follows here.\n",
        "Überall gibt es Wörter, manche länger.\r\n\r\nАбзац по-русски здесь.\r\n",
    ]

    static let all = prose + [markdown, html, csv, json, jsonLines, restructuredText, asciidoc, subtitles, code, log]

    static let markdown = """
        ---
        title: "Sample"
        ---
        # Heading *one* #

        A paragraph with **bold**, `code`, [a link](http://x.y "t"), ![alt](p.png), <b>tags</b> &amp; <!-- secret -->rest.
        Second line with snake_case and 日本語。

        > quoted
        > > deeper
        - item

          - nested 1
        1) ordered

        | a | b |
        |---|:-:|
        | 1 | `x|y` |

        ```sh
        ls # no heading
        ```

            indented

        Setext
        ------
        <div style="display:none">

        hidden *words*

        </div>

        [ref]: http://a.b 'title'
        [^1]: A note.
        """

    static let html = """
        <!doctype html><html><head><title>T &amp; U</title><style>p{}</style></head><body>
        <nav>menu</nav><h1>Köpfe</h1><p>one <b>two</b><br>three &eacute; &notanentity; <span hidden>x</span> four
        <ul><li>a<ul><li>b</ul></ul><table><tr><th>H<th>I<tr><td>1<td><p>2</table><pre> x
          y</pre><a href="/z">link</a><p style="color:#fff;background:white">white</p><script>if(a<b){}</script>
        </body></html>
        """

    static let csv = "name,\"long, name\"\r\nAda,\"two\nlines\"\r\nBob,\"say \"\"hi\"\"\"\r\n"
    static let json = "{\"a\": [1, 2.5e3, \"x\\\"y\", null], \"b\": {\"ü\": true}}"
    static let jsonLines = "{\"a\":1}\n{\"b\":[]}\nno json\n{\"c\":\"d\"}\n"

    static let restructuredText = """
        =====
        Title
        =====

        Part
        ----
        Text *em* ``lit`` `link <http://x>`_::

            literal

        - one
        - two

        .. comment here
           goes on

        .. code-block:: c
           :name: x

           int a;

        +---+---+
        | a | b |
        +===+===+
        | 1 | 2 |
        +---+---+
        """

    static let asciidoc = """
        = Title
        :author: Ada

        Text *bold* `code`.

        * one
        ** two

        [source]
        ----
        code
        ----

        |===
        |A |B
        |1 |2
        |===

        // comment
        .Caption
        End.
        """

    static let subtitles = """
        1
        00:00:01,000 --> 00:00:02,500
        <i>Hello</i> there
        friend

        2
        00:00:03,000 --> 00:00:04,000
        {\\an8}Bye
        """

    static let code = "#!/usr/bin/env python3\n# Ünï\nimport os\n\n\ndef f(a):\n    return a\n\n\nclass B:\n    x = 1\n"
    static let log =
        "2026-01-02 03:04:05 INFO start\n2026-01-02 03:04:06 ERROR boom\n  at x.y\n\n  at z\n10:11:12 end\n"
}
