/// The one style sheet of the page. Its hash stands in the page's security policy, so that no other style is applied.
enum HTMLStyle {
    static let sheet = """
        :root{color-scheme:light dark;--ink:#1d2125;--soft:#5b646e;--paper:#fff;--panel:#f5f6f8;--line:#d9dde2;--accent:#0b5cad;\
        --alarm:#b3261e;--mark:#fff0b3}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--soft:#a0a8b0;--paper:#16191c;--panel:#1f2429;--line:#363d44;\
        --accent:#7db8f5;--alarm:#ff8a80;--mark:#5c4a00}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,sans-serif}
        main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 5rem}
        h1{font-size:1.35rem;line-height:1.35;margin:0 0 1.25rem}
        h2{font-size:.85rem;letter-spacing:.04em;text-transform:uppercase;color:var(--soft);margin:2.5rem 0 .75rem}
        a{color:var(--accent)}
        .answer{white-space:pre-line;overflow-wrap:anywhere}
        .marker{font-size:.72em;vertical-align:super;line-height:0;text-decoration:none;padding:0 .1em}
        .claim{text-decoration:underline wavy var(--alarm) 1px;text-underline-offset:.25em}
        .alarm{color:var(--alarm);font-weight:600}
        .note{color:var(--soft)}
        ol,ul{margin:0;padding:0;list-style:none}
        .source{border-top:1px solid var(--line);padding:.8rem .5rem .8rem 2.4rem;position:relative;overflow-wrap:anywhere;\
        scroll-margin-top:1rem}
        .number{position:absolute;left:.4rem;color:var(--soft);font-variant-numeric:tabular-nums;text-decoration:none}
        .place{font-size:.92rem}
        blockquote{margin:.35rem 0 0;padding:0;white-space:pre-line}
        .passage{display:none;margin-top:.8rem;padding:.9rem 1rem;background:var(--panel);border-radius:.4rem;font-size:.92rem}
        .source:target{background:linear-gradient(90deg,var(--mark) 4px,transparent 4px)}
        .source:target .passage{display:block}
        .source:target .show{display:none}
        .show{font-size:.85rem}
        .text{white-space:pre-wrap;margin:0}
        mark{background:var(--mark);color:inherit}
        figure{margin:.9rem 0 0}
        img{max-width:100%;height:auto;border:1px solid var(--line);background:#fff;display:block}
        figcaption,footer{font-size:.85rem;color:var(--soft)}
        footer{margin-top:2.5rem;border-top:1px solid var(--line);padding-top:.8rem}
        @media print{.passage{display:block}.show{display:none}}
        """

    /// SHA-256 of the sheet in Base64; a test computes it again.
    static let hash = "2JBKBu1At9PrPR2dXcaYEvkpeF45o4okwbZeAUik9x8="
}
