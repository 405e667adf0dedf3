import Verifier

/// What this page adds to the look of the run's report.
enum TasksStyle {
    static let sheet: Markup = """
        .tasks h1 { font-size: clamp(2.2rem, 7vw, 3.4rem); }
        .soft { color: var(--soft); font-weight: 400; }
        .doubtful { color: var(--warn); }
        svg.share rect { stroke: none; }
        svg .import { fill: var(--soft); } .key.import::before { background: var(--soft); }
        .key.odd::before { background: var(--c-odd); } .key.start::before { background: var(--c-start); }
          .key.stop::before { background: var(--c-stop); }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 3rem; }
        .bars th, .bars td { border: 0; padding: .22rem .7rem .22rem 0; vertical-align: middle; }
        .bars th { font-weight: 450; width: 1%; white-space: nowrap; max-width: 15rem; overflow: hidden;
          text-overflow: ellipsis; }
        .bars .number { text-align: right; width: 1%; white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft); }
        .bars .bar { padding-right: 0; min-width: 4rem; }
        .bars i { display: block; height: .6rem; min-width: 2px; border-radius: 2px; background: var(--c-pass); }
          .bars i.fail { background: var(--c-fail); }
        .steps-table td, .steps-table thead th:not(:first-child) { text-align: right; white-space: nowrap;
          font-variant-numeric: tabular-nums; }
        .steps-table thead th { vertical-align: bottom; white-space: normal; }
        .steps-table th[scope=row] { width: 45%; } .steps-table thead th:last-child { padding-right: 0; }
        .pattern p { margin-top: .35rem; } .pattern .pill { margin-right: .4rem; }
        .week { margin-top: 1.2rem; } .week > summary { padding: .3rem 0; } .week > summary .meta { margin-left: .6rem; }
        .week > summary::-webkit-details-marker { display: inline; }
        .task { content-visibility: auto; contain-intrinsic-size: auto 3.1rem; }
        .doubt .pill { color: var(--warn); background: var(--warn-well); }
        .open .pill { color: var(--soft); background: var(--well); }
        article.task.fail { border-color: var(--line); }
        article.task h3 { font-weight: 520; }
        .trail { list-style: none; padding: 0; margin-top: .7rem; font-size: .9rem; }
        .trail li { display: grid; grid-template-columns: 7.2rem minmax(0, 1fr); gap: .8rem; padding: .16rem 0; }
        .trail time { color: var(--soft); text-align: right; font-variant-numeric: tabular-nums; }
        .trail b { font-weight: 550; } .trail .rest { display: block; padding-left: 8rem; color: var(--soft); }
        @media (max-width: 40rem) {
          .steps-table { font-size: .82rem; } .steps-table th, .steps-table td { padding-right: .4rem; }
          .steps-table .wide { display: none; } .steps-table th[scope=row] .soft { display: none; } .steps-table th[scope=row] { width: auto; white-space: nowrap; }
          .trail li { grid-template-columns: 5.6rem minmax(0, 1fr); gap: .6rem; } .trail .rest { padding-left: 6.2rem; }
          .week > summary .meta { display: block; margin-left: 1rem; white-space: normal; }
        }
        """
}
