import HarnessKit

/// Where the values that a scenario asserts come from.
struct Provenance {
    let trials: [StrengthProbe.Trial]
    let fresh: Set<String>

    /// Why the answer of a step could come only from a program that works.
    func proof(of trial: StrengthProbe.Trial, _ probe: StepProbe) -> StepStrength.Proof? {
        let claims = (trial.step.expect?.claims ?? []).filter { probe.notices(values: $0.subject) }
        if isReadBack(trial, probe, claims) { return .fresh }
        return isWorkedOut(trial, claims) ? .workedOut : nil
    }

    /// Whether a value that another step sent is found, and not merely because this step sent it too.
    private func isReadBack(_ trial: StrengthProbe.Trial, _ probe: StepProbe, _ claims: [Claim]) -> Bool {
        let sent = sent(before: trial)
        guard !sent.isEmpty else { return false }
        let own = Self.request(of: trial)
        for claim in claims where !claim.names.isDisjoint(with: sent) {
            // What a look at a database or a file was given stays on our side of it.
            if trial.addressee == .files { return true }
            let texts = claim.operands(trial.bindings).compactMap(\.string).filter { isFresh($0, sent, trial.bindings) }
            let isPattern = claim.matcher.comparisons.contains { $0.test == .matches }
            let isNumber = texts.isEmpty && !isPattern
            if isPattern || isNumber ? claim.names.isDisjoint(with: own.names) : texts.contains(where: own.lacks) {
                return true
            }
        }
        return isFoundByName(trial, probe, sent)
    }

    /// Whether a row or file is there that is asked for by the value itself.
    private func isFoundByName(_ trial: StrengthProbe.Trial, _ probe: StepProbe, _ sent: Set<String>) -> Bool {
        if let sqlite = trial.step.sqlite {
            let rows = trial.observation.rows ?? []
            let isSomething = rows.contains { row in
                guard case .object(let object) = row else { return false }
                return object.members.contains { $0.value != 0 && $0.value != .null }
            }
            let names = Set(Template(JSON.array(sqlite.arguments).text(.compact)).names)
            return isSomething && probe.notices(values: "rows") && !names.isDisjoint(with: sent)
        }
        guard let file = trial.step.file, trial.observation.file?.exists == true else { return false }
        return !Set(Template(file.path).names).isDisjoint(with: sent) && probe.notice != .nothing
    }

    /// Whether a program made more of a fresh value than its input holds.
    private func isWorkedOut(_ trial: StrengthProbe.Trial, _ claims: [Claim]) -> Bool {
        guard trial.step.exec != nil, trial.addressee == .application else { return false }
        let own = Self.request(of: trial)
        let claims = claims.filter { ["stdout", "stderr"].contains($0.subject) || $0.path != nil }
        guard claims.contains(where: { !$0.names.isDisjoint(with: fresh.intersection(own.names)) }) else {
            return false
        }
        return claims.flatMap { $0.operands(trial.bindings) }.contains(where: own.lacks)
    }

    /// The fresh values that went to the application, or into its files, before a step.
    private func sent(before trial: StrengthProbe.Trial) -> Set<String> {
        guard !fresh.isEmpty else { return [] }
        var names: Set<String> = []
        for place in trials.indices where trials[place].index < trial.index && !trials[place].names.isEmpty {
            let isSent =
                trials[place].addressee == .application
                || (trials[place].step.exec != nil && trials[place].addressee == .files)
            if isSent { names.formUnion(trials[place].names) }
        }
        return names.intersection(fresh)
    }

    private func isFresh(_ text: String, _ sent: Set<String>, _ bindings: Bindings) -> Bool {
        sent.contains { name in
            guard let value = bindings[name] else { return false }
            return Bytes(text.utf8).offset(of: Bytes((value.string ?? value.text(.compact)).utf8)) != nil
        }
    }

    // Requests.

    /// What a step sends: the names in it, and its text with the names filled in.
    struct Request {
        let names: Set<String>
        let text: String
        private let words: Set<Substring>

        init(_ json: JSON, names: Set<String>, _ bindings: Bindings) {
            self.names = names
            let leaves = ((try? bindings.json(json)) ?? json).places(atMost: 2000).compactMap { place -> String? in
                switch place.value {
                case .array, .object: nil
                default: place.value.string ?? place.value.text(.compact)
                }
            }
            text = leaves.joined(separator: "\n")
            words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "-" })
        }

        /// Whether a value does not stand in it.
        func lacks(_ value: JSON) -> Bool {
            if let part = value.string { return lacks(part) }
            return !words.contains(Substring(value.text(.compact)))
        }

        func lacks(_ part: String) -> Bool {
            !part.isEmpty && Bytes(text.utf8).offset(of: Bytes(part.utf8)) == nil
        }
    }

    /// Without what says how long to wait and where to run.
    static func request(of trial: StrengthProbe.Trial) -> Request {
        Request(trial.asked, names: trial.names, trial.bindings)
    }

    // Tautologies.

    /// Whether all that a step asserts of values was captured from an answer to the same request.
    func isTautology(_ trial: StrengthProbe.Trial) -> Bool {
        let claims = (trial.step.expect?.claims ?? []).filter { $0.subject != "status" && $0.subject != "exit" }
        guard !claims.isEmpty else { return false }
        return claims.allSatisfy { isTautology($0, in: trial) }
    }

    /// Whether a claim compares an answer with an earlier one to the same request, nothing having happened in between.
    func isTautology(_ claim: Claim, in trial: StrengthProbe.Trial) -> Bool {
        if claim.comparesWithItself { return true }
        guard !claim.names.isEmpty,
            let source = trials.last(where: { !claim.names.isDisjoint(with: $0.step.capture.keys) }),
            source.index < trial.index, claim.names.isSubset(of: source.step.capture.keys)
        else { return false }
        let between = trials.filter { $0.index > source.index && $0.index < trial.index }
        let isQuiet = between.allSatisfy { $0.asked == source.asked || $0.onlyLooks }
        return isQuiet && source.onlyLooks && (source.asked == trial.asked || trial.looksOnly(at: source.looksAt))
    }
}

extension StrengthProbe.Trial {
    /// Whether it is made to change nothing.
    fileprivate var onlyLooks: Bool { step.onlyLooks || looksAt != nil }

    /// Whether it looks at nothing but these files, in whatever words; none was written by what ran.
    fileprivate func looksOnly(at files: Set<Path>?) -> Bool {
        guard let files, let looksAt, !looksAt.isEmpty, isOfBefore else { return false }
        return looksAt.isSubset(of: files)
    }
}

extension Claim {
    /// A filter whose two sides are the same holds for whatever is there.
    var comparesWithItself: Bool {
        guard let path, path.description.contains("?") else { return false }
        let text = path.description.filter { $0 != " " }
        for sign in ["==", ">=", "<="] {
            let sides = text.split(separator: sign, omittingEmptySubsequences: false)
            for (left, right) in zip(sides, sides.dropFirst()) {
                let before = left.split { "?(&|!".contains($0) }.last ?? ""
                let after = right.split { ")&|]".contains($0) }.first ?? ""
                if before.hasPrefix("@") || before.hasPrefix("$"), before == after { return true }
            }
        }
        return false
    }
}

extension Step {
    /// What it asks, as it is written, without how long it may take.
    var asked: JSON {
        let action: JSON?
        switch kind {
        case "http": action = http?.json
        case "exec": action = exec?.json
        case "sqlite": action = sqlite?.json
        case "file": action = file?.json
        case "tcp": action = tcp?.json
        case "tests": action = tests?.json
        default: action = app?.json
        }
        guard case .object(var object)? = action else { return action ?? .null }
        object["timeout_s"] = nil
        return .object(object)
    }

    /// Whether it speaks to the application's own port.
    var asksApplication: Bool { (http != nil && http?.service == nil) || (tcp != nil && tcp?.service == nil) }

    /// Whether it is made to change nothing.
    var onlyLooks: Bool {
        if let http { return ["GET", "HEAD", "OPTIONS"].contains(http.method.uppercased()) }
        return sqlite != nil || file != nil
    }
}
