import HarnessKit
import Ledger
import TestSupport
import Testing

/// Audits where something of the project is not as it was, and what is said then.
extension AuditTests {
    @Test func `Lines of memory that two branches wrote are both kept, whatever git was told`() throws {
        _ = try completed()
        // The other branch has a line of the same day, and nobody has committed how such files are put together.
        let made = try bench.shell(
            """
            cd p && f=$(git ls-tree -r --name-only work | grep memory/episodes)
            git rm -q --cached harness/.gitattributes
            rm harness/.gitattributes; git commit -qm bare; git checkout -q main && git checkout -qb other
            mkdir -p harness/memory/episodes && echo '{"other": 1}' > $f && git add $f && git commit -qm other
            git checkout -q main && rm -f harness/.gitattributes
            git ls-tree -r --name-only work; git ls-tree -r --name-only other
            """)
        let files = made.output.text
        #expect(!files.contains("harness/.gitattributes") && files.contains("episodes"), "\(files)")
        let merged = run("verify", "audit", "--merge", "main", "work", "other")
        #expect(merged.exit == 0, "\(merged.output) \(merged.errors)")
        // What is set for the user's own files counts as well.
        try bench.shell("cd p && git checkout -q work && echo a > lines && git add lines && git commit -qm a")
        try bench.shell("cd p && git checkout -q other && echo b > lines && git add lines && git commit -qm b")
        #expect(run("verify", "audit", "--merge", "work", "other").errors.contains("lines"))
        try bench.shell(
            "cd p && echo 'lines merge=union' > ../attributes && git config core.attributesFile ../attributes")
        let own = run("verify", "audit", "--merge", "work", "other")
        #expect(own.exit == 0, "\(own.output) \(own.errors)")
    }
}
