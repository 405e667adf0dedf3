import HarnessKit
import TestSupport
import Testing

/// The example of a briefing in `references/state-management.md`, made again.
struct GuideExampleTests {
    private static let script = #"""
        set -e
        export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
        mkdir project && cd project && git init -q .
        mkdir Sources && echo 'struct Note {}' > Sources/Note.swift && echo 'struct Router {}' > Sources/Router.swift
        git add -A && git commit -qm first
        task-state init "list the notes"
        echo '// list' >> Sources/Router.swift
        lesson='the router matches in the order of registration: a route that answers 404 stands behind a wider one'
        task-state complete --summary "notes are listed" --files-changed Sources/Router.swift --lessons "$lesson" \
          --unverified no-runnable-app --reason "a library so far"
        git add Sources && git commit -qm "list the notes"
        task-state init notes -d "unknown notes answer 404" --phases 3 --criterion "GET /notes/x answers 404"
        task-state plan new
        cat > docs/exec-plans/active/*-notes.md << 'EOF'
        ### Phase 1: Types
        - [x] Step 1.1: an id is a word
        ### Phase 2: Routes
        - [ ] Step 2.1: the route
        - **Validates with**: `make test`

        ### Phase 3: Words
        - [ ] Step 3.1: say it in the README
        EOF
        task-state plan approve --by Kim
        echo '// id' >> Sources/Note.swift
        task-state checkpoint --phase 1 --summary types --files-changed Sources/Note.swift --decisions '["ids are words"]'
        sed -i 's/Router/NoteRouter/' Sources/Router.swift && git add Sources && git commit -qm "rename the router"
        echo '// by hand' >> Sources/Router.swift
        echo '- [ ] Step 3.2: by hand' >> docs/exec-plans/active/*-notes.md
        task-state attempt start --by executor --phase 2
        task-state attempt end --result '{"status": "failed", "summary": "the router panics on an empty path",
          "validation_output": "error: no route"}'
        """#

    /// Without what differs from run to run: ids, hashes, dates.
    private static let plain = #"""
        sed -E 's/notes-[0-9]{8}-[0-9]{6}-[a-z0-9]{4}/ID/; s/^  - [0-9a-f]{7} /  - HASH /; s/20[0-9-]{8}/DATE/g; s/e-[0-9a-f]{12}/MARK/'
        """#

    @Test func `The guide's example of a briefing is what the program prints`() throws {
        let installation = try Installation()
        var environment = Environment.inherited
        environment["PATH"] = "\(installation.bench.path):\(environment["PATH"] ?? "")"
        func bash(_ script: String) throws -> String {
            let outcome = try installation.bench.run(["bash", "-c", script], environment: environment)
            expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
            return outcome.output.text
        }
        _ = try bash(Self.script)
        let printed = try bash("cd project && task-state resume | \(Self.plain)")
        let guide = Repository.root / "references/state-management.md"
        let shown = try bash("sed -n '/^notes  notes-/,/^```$/p' '\(guide)' | sed '$d' | \(Self.plain)")
        expect(printed, is: shown)
        expect(shown.split(separator: "\n").count > 20)
    }
}
