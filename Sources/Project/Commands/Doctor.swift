import HarnessKit

/// Whether this machine and this project have what the harness needs: a line each, with what mends it.
struct Doctor: Command {
    static let name = "doctor"
    static let summary = "tells whether this machine and this project have what the harness needs"
    static let notes = """
        Every tool contributes its lines. The score says how much of what a harness can have is there and well: a line \
        that is ok counts 1, one with a warning a half.

        Exit status: 0 where nothing is bad, 1 where something is.
        """
    static let parameters: [Parameter<Self>] = []

    let siblings: Siblings

    init(siblings: Siblings) {
        self.siblings = siblings
    }

    private struct Row {
        let name: String
        let health: Health

        var json: JSON {
            .members([
                "name": .string(name), "grade": .string(health.grade.rawValue), "finding": .string(health.finding),
                "mend": health.mend.map(JSON.string),
            ])
        }
    }

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        let checks = ProjectChecks.machine + VersionChecks.all + ProjectChecks.project + siblings.checks
        let rows = checks.map { Row(name: $0.name, health: $0.health(in: context, workspace)) }
        let isGood = !rows.contains { $0.health.grade == .bad }
        let score = score(of: rows)
        return Answer(
            exit: isGood ? .yes : .no, next: next(rows),
            json: [
                "project": .string(workspace.root.description), "checks": .array(rows.map(\.json)),
                "score": .integer(score),
            ], text: text(rows, score, context.styles.output))
    }

    /// The first advice that is a command, what is bad first; where there is none, the same once that is mended.
    ///
    /// Where nothing is to be mended, a task can begin.
    private func next(_ rows: [Row]) -> String? {
        let troubled = [Health.Grade.bad, .warn].map { grade in rows.filter { $0.health.grade == grade } }
        guard let worst = troubled.first(where: { !$0.isEmpty }) else { return "harness-executor start TEXT" }
        return worst.lazy.compactMap { row in
            guard let mend = row.health.mend, mend.hasSuffix("'") else { return nil }
            if mend.hasPrefix("edit ") { return mend }
            let command = mend.dropFirst(5).dropLast()
            return mend.hasPrefix("run '") && !command.contains("'") ? String(command) : nil
        }.first ?? "harness-executor doctor"
    }

    private func score(of rows: [Row]) -> Int {
        let points: [Health.Grade: Int] = [.ok: 2, .warn: 1]
        let sum = rows.map { points[$0.health.grade] ?? 0 }.reduce(0, +)
        return rows.isEmpty ? 0 : 50 * sum / rows.count
    }

    private func text(_ rows: [Row], _ score: Int, _ style: Style) -> String {
        let width = rows.map(\.name.count).max() ?? 0
        let lines = rows.flatMap { row -> [String] in
            let name = row.name + String(repeating: " ", count: width - row.name.count)
            let line = "\(mark(row.health.grade, style))  \(name)  \(row.health.finding)"
            return [line] + (row.health.mend.map { [String(repeating: " ", count: width + 8) + "→ \($0)"] } ?? [])
        }
        return (lines + ["score \(score) of 100"]).joined(separator: "\n")
    }

    private func mark(_ grade: Health.Grade, _ style: Style) -> String {
        switch grade {
        case .ok: style.green("ok  ")
        case .warn: style.yellow("warn")
        case .bad: style.red("bad ")
        }
    }
}
