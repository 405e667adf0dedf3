import HarnessKit
import Ledger
import Verifier

/// How long an examination is going to take, told from what its parts took before.
struct Estimate {
    let task: TaskID
    let store: TaskStore

    /// Nil where nothing was run yet.
    func seconds(rounds: Int) throws -> Int? {
        let runs = try store.ledger.runs(of: task.text, limit: 20)
        let took = { (purposes: [String]) in
            runs.first { purposes.contains($0.purpose) }.map {
                Double($0.ended.milliseconds - $0.started.milliseconds) / 1000
            }
        }
        guard let one = took(["verify", "replay", "base"]) else { return nil }
        let validations = try store.ledger.history(of: [ValidationFinished.kind]).last
        let steps = try validations.map { try $0.decode(as: ValidationFinished.self).steps } ?? []
        let validation = steps.compactMap(\.seconds).reduce(0, +)
        let base = took(["base"]) == nil ? one + validation : 0
        return Int((one * Double(rounds) / 2 + one + validation + base).rounded(.up))
    }
}
