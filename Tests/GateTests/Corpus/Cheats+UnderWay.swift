import HarnessKit
import TestSupport

/// Scenarios of other tasks that are under way in the same work tree.
extension Cheat {
    private static let day = #"{"exec": {"argv": ["python3", "day.py"]}, "expect": {"stdout": "good day\n"}}"#

    /// Opens another task, to which the scenario of that name is to belong.
    private static func other(_ name: String, in stand: Stand) -> String {
        let outcome = stand.run("task-state", "init", "the day", "--criterion", "it says the day")
        let id = outcome.output.split(separator: "\n").first.map(String.init) ?? ""
        stand.run("verify", "register", "harness/scenarios/\(name).json", "--task-id", id)
        return id
    }

    static let underWay = [
        Cheat(
            "A scenario that is broken, and given to a task that is opened for it", .rejected(["E_REGRESSION"]),
            twin: "two tasks in one work tree",
            "only what failed before this task as well, and never held, is another's"
        ) { stand, cheats in
            try stand.bench.write("print(\"\(cheats ? "good" : "bad") day\")\n", to: "day.py")
            try stand.sh("git add . && git commit -qm day")
            stand.begin()
            let task = stand.task
            try stand.plan().work().write(day, vars: "", named: "day")
            if cheats { try stand.edit("day.py", "good", "bad") }
            _ = other("day", in: stand)
            let outcome = stand.complete("--task-id", task)
            return cheats ? outcome : outcome.demanding("V2")
        },
        Cheat(
            "A scenario that is broken before the task begins, and given to another task",
            .rejected(["E_REGRESSION"]), twin: "two tasks in one work tree, one after the other",
            "what passed in a run was there"
        ) { stand, cheats in
            try stand.bench.write("print(\"\(cheats ? "good" : "bad") day\")\n", to: "day.py")
            try stand.write(day, vars: "", named: "day")
            try stand.sh("git add . && git commit -qm day")
            stand.run("verify", "run", "harness/scenarios/day.json")
            if cheats { try stand.sh("sed -i s/good/bad/ day.py && git commit -qam broken") }
            _ = other("day", in: stand)
            stand.begin()
            let task = stand.task
            try stand.write().work()
            stand.run("verify", "register", "harness/scenarios/work.json", "--task-id", task)
            let outcome = stand.complete("--task-id", task)
            return cheats ? outcome : outcome.demanding("V2")
        },
    ]
}
