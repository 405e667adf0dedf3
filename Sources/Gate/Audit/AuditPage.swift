import HarnessKit

/// What `verify audit` says.
struct AuditPage {
    let receipts: [AuditedReceipt]
    let minimum: Level?
    let since: String?
    let allowsNone: Bool
    /// Whether the evidence was made again.
    let isReplayed: Bool
    /// Whether there are committed files that could be replayed.
    let isInGit: Bool
    /// What brings the task in progress further, from whose end a receipt would come.
    let openNext: String?
    let style: Style

    var answer: Answer {
        let document = json
        let text = lines.joined(separator: "\n")
        // What could not be run has neither held nor failed.
        let isOpen = receipts.contains(where: \.wasNotRun) && receipts.allSatisfy { isEnough($0) || isUnknown($0) }
        return Answer(exit: isGood ? .yes : isOpen ? .unavailable : .no, next: next, json: document, text: text)
    }

    private var next: String? {
        guard !receipts.isEmpty else { return since != nil ? "verify audit" : openNext ?? "task-state list" }
        // Where the ledger is not, as in a fresh clone, the receipt alone can be asked.
        if let bad = receipts.first(where: { !isEnough($0) }) {
            if let remedy = bad.remedy { return remedy }
            guard isInGit else { return openNext ?? "task-state show --task-id \(bad.task)" }
            return "verify audit --task-id \(bad.task)" + (isReplayed ? "" : " --replay")
        }
        return isReplayed || !isInGit ? openNext ?? "harness-executor start TEXT" : "verify audit --replay"
    }

    private var isGood: Bool { receipts.isEmpty ? allowsNone : receipts.allSatisfy { isEnough($0) } }

    private func isEnough(_ receipt: AuditedReceipt) -> Bool {
        receipt.holds && !receipt.wasNotRun && (receipt.isSuperseded || isAtLeast(receipt))
    }

    private func isUnknown(_ receipt: AuditedReceipt) -> Bool {
        receipt.holds && receipt.wasNotRun && isAtLeast(receipt)
    }

    /// What nothing is left of has no level to hold.
    private func isAtLeast(_ receipt: AuditedReceipt) -> Bool {
        minimum.map { receipt.level >= min($0, receipt.most) } ?? true
    }

    /// Those that are to show something themselves.
    private var standing: [AuditedReceipt] { receipts.filter { !$0.isSuperseded || !$0.holds } }

    private var lowest: Level? { standing.map(\.level).min() }

    private var lines: [String] {
        guard !receipts.isEmpty else {
            return [
                since.map { "no receipt here is new since \($0): nothing was proved" } ?? "there is no receipt here"
            ]
        }
        let good = standing.count { isEnough($0) }
        let superseded = receipts.count - standing.count
        let rest = superseded == 0 ? "" : "; \(superseded) more \(superseded == 1 ? "is" : "are") superseded"
        let asked = minimum.map { " at \($0.rawValue)" } ?? ""
        return receipts.flatMap(block) + [
            "\(good) of \(standing.count) receipt\(standing.count == 1 ? " holds" : "s hold")\(asked)"
                + (lowest.map { "; the lowest level is \($0.rawValue)" } ?? "") + rest
        ]
    }

    private func block(_ receipt: AuditedReceipt) -> [String] {
        let isOver = receipt.isSuperseded && receipt.holds
        let word =
            isOver || isUnknown(receipt)
            ? style.yellow(isOver ? "superseded" : "not run")
            : isEnough(receipt) ? style.green("holds") : style.red("fails")
        let change =
            receipt.claimed == receipt.level.rawValue
            ? receipt.claimed : "\(receipt.claimed) → \(receipt.level.rawValue)"
        let most =
            receipt.level == receipt.most && receipt.most < .independent ? ", the most that documents can be" : ""
        var lines = ["\(word)  \(style.bold(receipt.task))  \(change)\(most)"]
        for (file, next) in receipt.successors {
            lines.append("       \(file) is superseded by \(next.task): \(TerminalText.oneLine(next.reason))")
        }
        for control in receipt.controls {
            let outcome = control.outcome == .couldNotRun ? "could not run" : control.outcome.rawValue
            lines.append("       \(control.name): \(outcome), \(TerminalText.oneLine(control.reason))")
        }
        for problem in receipt.problems {
            lines.append("       \(style.red(problem.code))  \(TerminalText.oneLine(problem.message))")
            if let hint = problem.hint { lines.append("       \(style.dim(hint))") }
        }
        for warning in receipt.warnings {
            lines.append("       \(style.yellow(warning.code))  \(TerminalText.oneLine(warning.message))")
        }
        if receipt.holds, !isEnough(receipt), let minimum {
            lines.append("       \(style.red(GateCode.level.rawValue))  \(minimum.rawValue) was asked for")
        }
        return lines
    }

    private var json: JSON {
        .members([
            "holds": .bool(isGood), "receipts": .array(receipts.map(\.json)), "lowest": lowest.map(\.json),
            "minimum": minimum.map(\.json), "since": since.map(JSON.string),
            "code": receipts.isEmpty ? .string(AuditCode.noReceipt.rawValue) : nil,
        ])
    }
}
