import CHarness
import HarnessKit

let build = Program.Build(
    version: "0.1.0",
    commit: String(cString: harness_build_commit()),
    kind: String(cString: harness_build_kind()),
    day: "2026-11-21"
)
