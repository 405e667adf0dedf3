import HarnessKit
import TestSupport
import Testing

/// Many processes on one store, from its first moment on.
struct ParallelTests {
    let bench: Workbench
    let program = Repository.program.description

    init() throws {
        bench = try Workbench()
    }

    @Test func `A store that many begin at once is begun once`() throws {
        for round in 1...5 {
            let outcome = try bench.shell(
                """
                mkdir r\(round); cd r\(round)
                for i in $(seq 12); do (\(program) task-state init "task $i" 2>err.$i || cat err.$i) & done; wait
                \(program) task-state list --json | python3 -c 'import json,sys; print("tasks", len(json.load(sys.stdin)))'
                """)
            let lines = outcome.output.text.split(separator: "\n")
            expect(lines.last, is: "tasks 12", "\(outcome.output.text)")
            expect(Set(lines.dropLast()).count, is: 12)
        }
    }

    @Test func `Of simultaneous ends exactly one wins`() throws {
        try bench.shell("\(program) task-state init task 2>/dev/null > id")
        let outcome = try bench.shell(
            """
            for i in $(seq 12); do
                (\(program) task-state complete --task-id $(cat id) --summary "by $i" --unverified user-waived --reason r >/dev/null 2>&1; echo $?) &
            done; wait
            """)
        let exits = outcome.output.text.split(separator: "\n").sorted()
        expect(exits, is: ["0"] + Array(repeating: "73", count: 11))
        try expect(bench.shell("cat harness/memory/episodes/*.jsonl | wc -l").output.text, is: "1\n")
    }

    @Test func `No checkpoint of many is lost, and the files tell the last state`() throws {
        try bench.shell("\(program) task-state init task --phases 1 2>/dev/null > id")
        let outcome = try bench.shell(
            """
            for i in $(seq 20); do
                (\(program) task-state checkpoint --phase 1 --summary "s$i" --files-changed "f$i" >/dev/null || echo lost) &
            done; wait
            \(program) task-state log --json | python3 -c 'import json,sys; print(len(json.load(sys.stdin)))'
            python3 -c 'import json,glob; print(len(json.load(open(glob.glob("harness/tasks/task-*/state/context.json")[0]))["files_modified"]))'
            """)
        expect(outcome.output.text, is: "21\n20\n", "\(outcome.errors.text)")
    }

    @Test func `Whoever is killed leaves a store that goes on`() throws {
        let outcome = try bench.shell(
            """
            \(program) task-state init task 2>/dev/null > id
            for i in $(seq 60); do
                \(program) task-state checkpoint --phase 1 --summary "s$i" >out 2>/dev/null & pid=$!
                python3 -c "import time,random; random.seed($i); time.sleep(random.random() * 0.012)"
                kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null && echo $i >> acknowledged
            done
            \(program) task-state show --json > show.json && \(program) task-state log --json > log.json
            python3 - <<'END'
            import json
            said = {"s" + line.strip() for line in open("acknowledged")} if __import__("os").path.exists("acknowledged") else set()
            kept = {event["body"].get("summary") for event in json.load(open("log.json"))}
            print("lost", len(said - kept))
            END
            """)
        expect(outcome.output.text, is: "lost 0\n", "\(outcome.errors.text)")
    }
}
