import HarnessKit
import TestSupport
import Testing

/// Tasks of kind docs: what they may change, and what is said of the rest.
@Suite(.timeLimit(.minutes(30))) struct DocumentsTests {
    private func said(_ stand: Stand) -> String { stand.complete().output }

    @Test func `Documents of many kinds are documentation, and a script that is called so is none`() throws {
        let stand = try Stand(.program).begin("--kind", "docs")
        for name in ["NEWS", "HACKING", "Readme", "INSTALL", "a.org", "man/greet.1", "docs/x.csv", "docs/x.puml"] {
            try stand.bench.write("text\n", to: name)
        }
        try stand.bench.write("#!/bin/sh\necho hi\n", to: "TODO")
        #expect(said(stand).contains("the task is of kind docs, and TODO is no documentation"))
        try stand.bench.write("more\n", to: "TODO")
        let done = stand.complete()
        #expect(done.exit == 0 && done.level == "V1", "\(done.output)")
        try stand.sh("git add -A && git commit -qm docs")
        let audit = stand.run("verify", "audit", "--replay")
        #expect(audit.exit == 0 && audit.output.contains("documents: held, 9 documents"), "\(audit.output)")
    }
}
