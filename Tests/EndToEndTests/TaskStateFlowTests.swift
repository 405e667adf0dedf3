import HarnessKit
import TestSupport
import Testing

/// What existing skills of this kind type, letter by letter, with `task-state` in place of their script.
struct TaskStateFlowTests {
    let installation: Installation

    init() throws {
        installation = try Installation()
    }

    private func bash(_ script: String) throws -> ProgramOutcome {
        var environment = Environment.inherited
        environment["PATH"] = "\(installation.bench.path):\(environment["PATH"] ?? "")"
        return try installation.bench.run(
            ["bash", "-c", "mkdir -p project && cd project\n\(script)"], environment: environment)
    }

    @Test func `The seven steps of the skill that came before`() throws {
        let outcome = try bash(
            #"""
            set -e
            task-state list
            TASK_ID=$(task-state init "plugin-architecture" \
              --phases 1 \
              --description "Redesign plugin loading system" \
              --plan-path "docs/exec-plans/active/2026-03-24-plugin-architecture.md")  # optional for single-phase
            echo "Task ID: $TASK_ID"
            task-state checkpoint \
              --task-id "$TASK_ID" \
              --phase 1 \
              --summary "Types defined, interfaces implemented" \
              --files-changed internal/event/event.go internal/message/queue.go \
              --decisions '["Put EventBus in L0 for cross-layer access"]' > /dev/null
            task-state show --task-id "$TASK_ID" --json | python3 -c '
            import json, sys
            d = json.load(sys.stdin)
            print(sorted(d), d["task"]["status"], d["context"]["key_decisions"], d["result"])'
            mkdir -p harness/trace
            cat > harness/trace/verification-report.json << 'EOF'
            {
              "overall_status": "skip",
              "skip_reason": "Library project with no runnable server",
              "server": {"started": false},
              "task_specific_scenarios": [],
              "summary": {"task_specific_total": 0, "task_specific_passed": 0, "pass_rate": 0}
            }
            EOF
            task-state complete \
              --task-id "$TASK_ID" \
              --summary "Completed: all of it" \
              --files-changed file1 file2 \
              --files-created new_file \
              --validation '{"build": "pass", "lint": "pass", "test": "pass"}' \
              --lessons '["lesson1", "lesson2"]' > /dev/null
            TASK_COUNT=$(task-state list --json 2>/dev/null | \
              python3 -c "import sys,json; d=json.load(sys.stdin); print(len([t for t in d if t.get('status')=='completed']))" 2>/dev/null || echo 0)
            echo "completed: $TASK_COUNT"
            python3 -c '
            import json, glob
            r = json.load(open(glob.glob("harness/tasks/*/state/result.json")[0]))
            print(r["validation"], r["files_changed"], r["files_created"])
            e = json.loads(open(glob.glob("harness/memory/episodes/*.jsonl")[0]).readline())
            print(e["lessons"], e["outcome"])'
            """#)
        expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
        let lines = outcome.output.text.split(separator: "\n").map(String.init)
        expect(lines[0], is: "no tasks")
        let id = try #require(lines.first { $0.hasPrefix("Task ID: ") })
        expect(id.hasPrefix("Task ID: plugin-architecture-") && !id.contains(" next"))
        expect(
            lines.suffix(4),
            is: [
                "['context', 'next', 'plan', 'result', 'task', 'verification'] in_progress ['Put EventBus in L0 for cross-layer access'] None",
                "completed: 0",
                "{'build': 'pass', 'lint': 'pass', 'test': 'pass'} ['internal/event/event.go', 'internal/message/queue.go', 'file1', 'file2'] ['new_file']",
                "['lesson1', 'lesson2'] partial",
            ])
    }

    @Test(.enabled(if: getuid() == 0, "only root can become somebody else"))
    func `Who may not write may read, and is told so when he writes`() throws {
        let outcome = try bash(
            """
            task-state init "name" >/dev/null 2>&1; chmod 755 .. .; cp -r . ../copy; cd ../copy; chmod -R go=rX .; ls harness | tr '\\n' ' '; echo
            for line in "list" "show" "resume" "doctor" "block --reason x" "init y"; do
                setpriv --reuid=65534 --regid=65534 --clear-groups env TMPDIR=/tmp task-state $line > out 2> err; echo "$line: $?"; head -1 err
            done
            rm -f harness/state.db-shm
            setpriv --reuid=65534 --regid=65534 --clear-groups env TMPDIR=/tmp task-state list | cut -c1-13
            """)
        let lines = outcome.output.text.split(separator: "\n").map(String.init)
        for word in ["list", "show", "resume", "doctor"] {
            expect(lines.contains("\(word): 0"), "\(outcome.output.text)")
        }
        expect(lines.contains("block --reason x: 77") && lines.contains("init y: 77"), "\(outcome.output.text)")
        expect(lines.last, is: "* in_progress", "\(outcome.errors.text)")
        expect(outcome.output.text.contains("harness/state.db cannot be opened or written: "))
    }
}
