/// How the page looks: light, dark, narrow, wide, on paper.
package enum HTMLStyle {
    package static let sheet: Markup = """
        :root { color-scheme: light dark;
          --paper: #faf9f7; --card: #fff; --ink: #1d1b19; --soft: #625d57; --line: #e2ded7; --well: #f3f1ec;
            --link: #2a5796;
          --good: #18693c; --good-well: #e4f2e9; --bad: #ac2318; --bad-well: #fcebe8; --warn: #7d5200;
            --warn-well: #faf0da;
          --c-pass: #2f8a58; --c-odd: #5cab82; --c-fail: #d0463a; --c-build: #7a70b0; --c-service: #3f83a6;
          --c-start: #a87a20; --c-stop: #8d877f;
          --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
        @media (prefers-color-scheme: dark) { :root {
          --paper: #141415; --card: #1b1b1d; --ink: #eceae6; --soft: #a8a39c; --line: #323235; --well: #232326;
            --link: #93b7ec;
          --good: #6fd39a; --good-well: #14291d; --bad: #ff9186; --bad-well: #341a17; --warn: #ecc16a;
            --warn-well: #2e250f;
          --c-pass: #4aa876; --c-odd: #2f7550; --c-fail: #e5604f; --c-build: #9289cd; --c-service: #5b9fc2;
          --c-start: #cf9f47; --c-stop: #87827b; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
        body { margin: 0 auto; max-width: 64rem; padding: 0 clamp(1rem, 4vw, 3rem) 4rem; background: var(--paper);
          color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
          overflow-wrap: anywhere; }
        h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; }
        h1 { font-size: clamp(2.5rem, 8vw, 4rem); line-height: 1.05; font-weight: 650; letter-spacing: -.03em; }
        h2 { font-size: 1.25rem; line-height: 1.3; font-weight: 640; letter-spacing: -.01em; margin-bottom: .9rem; }
        h3 { font-size: 1rem; font-weight: 600; }
        a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .2em; }
        code, pre { font-family: var(--mono); font-size: .85em; }
        pre { margin: 0; padding: .75rem .9rem; max-height: 32rem; overflow: auto; background: var(--well);
          border-radius: .4rem;
          line-height: 1.5; overflow-wrap: normal; tab-size: 4; font-size: .8rem; }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
        summary { cursor: pointer; }
        section { margin-top: 3rem; }
        .good { color: var(--good); } .bad { color: var(--bad); }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap; }

        .top { padding-top: clamp(2.5rem, 8vw, 5rem); }
        .eyebrow { color: var(--soft); margin-bottom: .4rem; }
        .lead { font-size: clamp(1.1rem, 2.5vw, 1.3rem); line-height: 1.45; margin-top: .8rem; max-width: 44rem; }
        .passed h1 { color: var(--good); } .failed h1 { color: var(--bad); } .partly h1,
          .not-run h1 { color: var(--warn); }
        .marks { display: flex; gap: 3px; margin-top: 1.6rem; }
        .marks i { flex: 1; height: .5rem; border-radius: 2px; background: var(--c-pass); }
        .marks .fail { background: var(--c-fail); }

        nav { margin-top: 1.4rem; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .92rem; }

        .box { padding: 1.25rem 1.4rem; border-radius: .6rem; background: var(--warn-well); color: var(--ink); }
        .box h2 { margin-bottom: .5rem; color: var(--warn); } .box.bad { background: var(--bad-well); }
          .box.bad h2 { color: var(--bad); }
        .box p + p, .box figure { margin-top: .6rem; } .lines { white-space: pre-wrap; }
          .box ul { padding-left: 1.1rem; } .box pre { background: var(--card); }
        figcaption { color: var(--soft); font-size: .85rem; margin-bottom: .3rem; }

        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
          gap: 1.1rem 2rem; }
        .facts .wide { grid-column: 1 / -1; }
        dt { color: var(--soft); font-size: .85rem; }

        .chart { margin-top: .4rem; } .chart + h3 { margin: 2rem 0 .6rem; }
        svg { display: block; overflow: visible; }
        svg text { font-size: 12.5px; fill: var(--ink); font-variant-numeric: tabular-nums; }
        svg .name { font-weight: 550; } svg .soft, svg .tick { fill: var(--soft); }
        svg .end { text-anchor: end; } svg .middle { text-anchor: middle; } svg .tick { font-size: 11.5px; }
        svg line { stroke: var(--line); } svg .track { fill: var(--line); opacity: .55; }
        svg rect { stroke-width: 1.5px; }
        svg .build { fill: var(--c-build); stroke: var(--c-build); } svg .service { fill: var(--c-service);
          stroke: var(--c-service); }
        svg .start { fill: var(--c-start); stroke: var(--c-start); } svg .stop { fill: var(--c-stop);
          stroke: var(--c-stop); }
        svg .pass { fill: var(--c-pass); stroke: var(--c-pass); } svg .odd { fill: var(--c-odd);
          stroke: var(--c-odd); }
        svg .fail { fill: var(--c-fail); stroke: var(--c-fail); } svg .whole { opacity: .35; }
        .chart figcaption { margin: .3rem 0 0; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; }
        .key::before { content: ""; display: inline-block; width: .7rem; height: .55rem; margin-right: .4rem;
          border-radius: 2px;
          background: var(--c-pass); }
        .key.fail::before { background: var(--c-fail); }

        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        th, td { text-align: left; vertical-align: top; padding: .55rem .9rem .55rem 0;
          border-bottom: 1px solid var(--line); }
        td:last-child { padding-right: 0; }
        thead th { color: var(--soft); font-weight: 500; font-size: .85rem; padding-top: 0; }
        tbody th { font-weight: 600; }
        .criteria th:last-child, .criteria td:last-child { white-space: nowrap; width: 1%; }
          .criteria th[scope=row], .criteria th[scope=rowgroup] { white-space: normal; }
          .criteria th[scope=row] { min-width: 5rem; } .criteria .says { display: block; font-weight: 400; }
        .criteria ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; }
        .criteria details { margin-top: .2rem; } .criteria summary { color: var(--soft); font-size: .88rem; }
        .criteria a { color: inherit; } .criteria .mark { color: var(--good); }
          .criteria .fail .mark { color: var(--bad); }
        tbody th[scope=rowgroup] { color: var(--soft); font-weight: 500; font-size: .85rem; padding-top: 1.2rem; }

        .count { color: var(--soft); font-weight: 400; font-size: 1rem; margin-left: .4rem; }
        article { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin-top: .6rem;
          overflow: hidden; }
        article.fail { border-color: color-mix(in srgb, var(--c-fail) 55%, var(--line)); }
        article > details > summary { display: grid; grid-template-columns: auto minmax(0, 1fr) auto;
          gap: .2rem .9rem; align-items: baseline;
          padding: .8rem 1.1rem; list-style: none; }
        article > details[open] > summary { border-bottom: 1px solid var(--line); }
        summary::-webkit-details-marker { display: none; }
        .pill { font-size: .78rem; font-weight: 600; padding: .1rem .55rem; border-radius: 1rem; color: var(--good);
          background: var(--good-well); }
        .fail .pill { color: var(--bad); background: var(--bad-well); }
        .meta { color: var(--soft); font-size: .85rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .body { padding: 1rem 1.1rem 1.1rem; }
        .origin { color: var(--soft); font-size: .85rem; margin-top: .15rem; }
        .complaint { color: var(--bad); margin-top: .7rem; font-weight: 550; }
        .steps { list-style: none; padding: 0; margin-top: .9rem; }
        .steps > li { border-top: 1px solid var(--line); }
        .steps > .rest { color: var(--soft); font-size: .88rem; padding: .5rem 0 .1rem 1.4rem; }
        .steps > li > details { padding: .1rem 0; } .steps > li > details[open] { padding-bottom: .9rem; }
        .steps > li > details > summary { display: grid; gap: 0 .7rem; align-items: baseline; padding: .4rem 0;
          list-style: none; font-size: .92rem;
          grid-template-columns: .9rem minmax(0, 10rem) minmax(0, 1fr) auto; }
        .steps summary > b { font-weight: 550; }
        .steps summary > code { color: var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
        .steps summary > span:last-child { color: var(--soft); font-size: .85rem;
          font-variant-numeric: tabular-nums; }
        .steps .mark { color: var(--good); font-weight: 600; } .steps .no .mark { color: var(--bad); }
          .steps .no .yes .mark { color: var(--good); }
        .steps summary:hover > b, article > details > summary:hover h3,
          .log summary:hover { text-decoration: underline; text-underline-offset: .2em; }
        .agreed { list-style: none; padding: 0 0 0 1.6rem; color: var(--soft); font-size: .88rem; }
        .steps table { margin: .2rem 0 .2rem 1.6rem; width: calc(100% - 1.6rem); }
        .found th[scope=row] { font-weight: 500; width: 26%; } .found .mark { margin-right: .5rem; }
        .found .yes { color: var(--soft); } .found .no td:nth-child(2) code { color: var(--good); }
          .found .no td:nth-child(3) code { color: var(--bad); }
        .found code { white-space: pre-wrap; } .found td { width: 37%; }
        .earlier { margin: .6rem 0 0 1.6rem; font-size: .88rem; } .earlier summary { color: var(--link); }
          .earlier ol { padding-left: 1.4rem; color: var(--soft); }
        .pair { display: grid; gap: .8rem 1rem; margin: .7rem 0 0 1.6rem; grid-template-columns: repeat(auto-fit,
          minmax(min(100%, 20rem), 1fr)); }
        .pair figure { min-width: 0; }
        .log summary { color: var(--link); margin-bottom: .6rem; }
        .note { margin-top: 1.5rem; color: var(--soft); }
        footer { margin-top: 4rem; padding-top: 1.2rem; border-top: 1px solid var(--line); color: var(--soft);
          font-size: .88rem; }

        @media (max-width: 40rem) {
          article > details > summary { grid-template-columns: auto minmax(0, 1fr); padding: .7rem .8rem; }
            .meta { grid-column: 2; }
          .facts { grid-template-columns: 1fr 1fr; gap: .9rem 1.2rem; } .body { padding: .8rem; }
          .steps > li > details > summary { grid-template-columns: .9rem minmax(0, 1fr) auto; }
            .steps summary > code { grid-column: 2 / -1; grid-row: 2; }
          .pair, .steps table, .earlier { margin-left: 0; } .steps table { width: 100%; }
            .agreed { padding-left: 1.6rem; }
          th, td { padding-right: .6rem; } .found th[scope=row] { width: 30%; } .found .mark { margin-right: .25rem; }
        }
        @media print {
          :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc;
            --well: #f6f6f6; --link: #000;
            --good: #14562f; --good-well: #fff; --bad: #96190f; --bad-well: #fff; --warn: #5e3d00; --warn-well: #fff;
            --c-pass: #2f8a58; --c-odd: #5cab82; --c-fail: #d0463a; --c-build: #7a70b0; --c-service: #3f83a6;
              --c-start: #a87a20; --c-stop: #8d877f; }
          @page { margin: 16mm; }
          body { max-width: none; padding: 0; font-size: 10pt; } .top { padding-top: 0; }
            section { margin-top: 1.6rem; }
          details::details-content { content-visibility: visible; height: auto; display: block; }
          pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8pt; }
          .pair { grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); } figcaption { break-after: avoid; }
          .box, .pill { border: 1px solid var(--line); } article { overflow: visible; }
          h2, h3, summary { break-after: avoid; } tr, svg, .facts div { break-inside: avoid; }
          svg rect, .marks i, .key::before { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          a { text-decoration: none; } nav { display: none; }
        }
        """
}
