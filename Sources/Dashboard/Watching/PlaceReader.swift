import HarnessKit
import Ledger

/// Reads what `watch` looks at.
struct PlaceReader {
    let set: LedgerSet
    let now: Date
    let columns: Int

    /// More of a list is not looked at on a screen.
    private static let most = 200

    func content(of place: Place) throws -> PlaceContent {
        switch place {
        case .tasks: try tasks()
        case .task(let key): try look(key) { try TaskLook(member: $0, id: key.id, now: now, columns: columns).content }
        case .event(let key, let sequence): try look(key) { try event(sequence, of: key, in: $0) }
        case .checkpoint(let key, let index): try look(key) { try checkpoint(index, of: key, in: $0) }
        case .run(let key, let id): try look(key) { try run(id, of: key, in: $0) }
        case .exchange(let key, let run, let index): try look(key) { try exchange(index, of: run, in: $0) }
        }
    }

    private func look(
        _ key: Place.TaskKey, _ body: (LedgerSet.Member) throws -> PlaceContent?
    ) throws -> PlaceContent {
        let member = set.members.first { $0.store.location.database == key.database }
        let content = try member.flatMap { member in try member.ledger.snapshot { try body(member) } }
        return content ?? PlaceContent("\(key.id)", [PlaceRow(line: StyledLine("it is not there any more", .doubtful))])
    }

    private func tasks() throws -> PlaceContent {
        let overview = try Overview(of: set, now: now, mostOpen: Self.most, mostEnded: Self.most)
        var rows: [PlaceRow] = []
        if overview.open.isEmpty {
            rows.append(PlaceRow(line: StyledLine("no task is in progress: task-state init NAME", .soft)))
        }
        rows += overview.open.map { standing in
            PlaceRow(
                line: StatusPage.row(standing, now: now, columns: columns - 2),
                opens: .task(key(of: standing.line)))
        }
        if overview.hidden > 0 { rows.append(PlaceRow(line: StyledLine("  and \(overview.hidden) more", .soft))) }
        if !overview.ended.isEmpty {
            rows += [PlaceRow(line: StyledLine()), PlaceRow(line: StyledLine("ended", .strong))]
        }
        let page = StatusPage(overview: overview, columns: columns - 2)
        rows += overview.ended.map { item in
            PlaceRow(line: page.ended(item.task, item.place), opens: .task(key(of: item.task)))
        }
        rows += overview.troubles.map { PlaceRow(line: StyledLine("not read: \($0)", .doubtful)) }
        return PlaceContent(overview.countWords, rows)
    }

    private func key(of task: TaskLine) -> Place.TaskKey {
        let home = set.members.first { (try? $0.ledger.hasTask(task.id)) == true } ?? set.members[0]
        return Place.TaskKey(database: home.store.location.database, id: task.id)
    }

    private func event(_ sequence: Int, of key: Place.TaskKey, in member: LedgerSet.Member) throws -> PlaceContent? {
        let events = try member.ledger.events(of: key.id.text, after: sequence - 1)
        guard let event = events.first, event.sequence == sequence else { return nil }
        let body = (try? JSON.parse(event.body)) ?? .null
        let facts = [
            "event \(sequence) of \(key.id)", "\(event.at.iso8601) by \(event.actor)", "hash \(event.hash)", "",
        ]
        return PlaceContent(event.kind, text(facts.joined(separator: "\n") + "\n" + pretty(body)))
    }

    private func checkpoint(_ index: Int, of key: Place.TaskKey, in member: LedgerSet.Member) throws -> PlaceContent? {
        guard let task = try member.ledger.task(key.id), task.checkpoints.indices.contains(index) else { return nil }
        let (body, at) = task.checkpoints[index]
        var lines = ["saved \(at.iso8601)", "", body.summary]
        for (title, items) in [
            ("decisions", body.decisions.map { $0.string ?? $0.text(.compact) }), ("changed", body.filesChanged),
            ("created", body.filesCreated),
        ] where !items.isEmpty {
            lines += ["", "\(title):"] + items.map { "  \($0)" }
        }
        if let snapshot = body.snapshot { lines += ["", "snapshot \(snapshot)"] }
        return PlaceContent("checkpoint of phase \(body.phase)", text(lines.joined(separator: "\n")))
    }

    private func run(_ id: String, of key: Place.TaskKey, in member: LedgerSet.Member) throws -> PlaceContent? {
        guard let run = try member.ledger.run(id) else { return nil }
        let rows = try member.ledger.exchanges(of: id).enumerated().map { index, exchange in
            var line = StyledLine(exchange.verdict, exchange.verdict == "pass" ? .good : .bad)
            line.pad(to: 6)
            line.add(exchange.scenario, .strong)
            line.add("  \(exchange.step)")
            return PlaceRow(line: line, opens: .exchange(key, run: id, index: index))
        }
        let none = [PlaceRow(line: StyledLine("no exchange was recorded: verify explain \(id)", .soft))]
        return PlaceContent(
            "\(id)  \(run.purpose), \(run.outcome), \(Age.ago(run.ended, now: now))", rows.isEmpty ? none : rows)
    }

    private func exchange(_ index: Int, of run: String, in member: LedgerSet.Member) throws -> PlaceContent? {
        let exchanges = try member.ledger.exchanges(of: run)
        guard exchanges.indices.contains(index) else { return nil }
        let exchange = exchanges[index]
        let request = try JSON.parse(try member.ledger.blob(exchange.request))
        let response = try JSON.parse(try member.ledger.blob(exchange.response))
        return PlaceContent(
            "\(exchange.scenario), \(exchange.step): \(exchange.verdict)",
            text("asked\n\(pretty(request))\n\nfound\n\(pretty(response))"))
    }

    private func pretty(_ json: JSON) -> String {
        let text = String(decoding: json.bytes(.indented), as: UTF8.self)
        return text.utf8.count > 100_000 ? "\(text.prefix(100_000))\n… cut: 'verify report' has all of it" : text
    }

    private func text(_ text: String) -> [PlaceRow] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            PlaceRow.wrapped(StyledLine(String($0)), columns - 2)
        }
    }
}
