import HarnessKit
import Ledger
import Verifier

/// Whether what somebody says is missing is there after all.
struct HonestExit {
    let code: String
    let task: TaskRecord
    let store: TaskStore

    /// Refuses a claim that is seen to be false; what cannot be checked is taken as it is said.
    func check() throws {
        var finding = GateFinding(failedAttempts: 0)
        let policy = try Policy.read(for: task, in: store, &finding)
        var refusal = Refusal()
        if let allowed = policy.allowUnverified, !allowed.contains(code) {
            refusal.add(
                .level, "the policy does not let a task end with '\(code)'",
                hint: "prove it: 'task-state complete --summary TEXT'")
        }
        let project = try? Desk(store: store).project()
        switch code {
        case "no-runnable-app":
            if let what = project?.runnable {
                refusal.add(
                    .falseSkip, "environment.json says how \(what) is run, so that it can be verified",
                    hint: "run 'verify init --task-id \(task.id)', then 'verify run'")
            }
        case "missing-infrastructure":
            for service in try missing(in: project) {
                refusal.add(
                    .falseSkip,
                    "nothing is missing: the service '\(service)' that environment.json declares is reachable",
                    hint: "run 'verify run', and say what it says")
            }
        default: break
        }
        guard !refusal.reasons.isEmpty else { return }
        try store.note(in: task.id.text) {
            var body = GateRefused()
            body.reasons = refusal.reasons
            return [body]
        }
        throw refusal.failure(of: task.id)
    }

    /// The services that run already, if all of them do; one elsewhere cannot be told from here.
    private func missing(in project: ProjectEnvironment?) throws -> [String] {
        let services = project?.services.filter { $0.isExternal == true } ?? []
        let reachable = services.filter { service in
            guard let port = service.port, ["127.0.0.1", "localhost", "::1"].contains(service.host ?? "localhost")
            else {
                return false
            }
            return Listeners.on(port: port.number)?.isEmpty == false
        }
        return reachable.count == services.count ? reachable.map(\.name) : []
    }
}

extension ProjectEnvironment {
    /// What of it can be run, in words; nil for a library.
    fileprivate var runnable: String? {
        let applications = [app].compactMap { $0 } + (apps.map { Array($0.values) } ?? [])
        let kinds = Set(applications.filter { $0.kind != .library || $0.start != nil }.map(\.kind))
        if kinds.contains(.server) { return "the server" }
        return kinds.isEmpty ? nil : "the program"
    }
}
