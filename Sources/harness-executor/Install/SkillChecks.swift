import HarnessKit

/// What `doctor` looks at of the skill and its hooks, where a client would find them.
enum SkillChecks {
    static let all = [
        Check("skill") { context, _ in
            var found: [String] = []
            for kind in Scope.Kind.allCases {
                guard let scope = try? Scope(kind, in: context),
                    let bytes = try Spot(scope.skill / "SKILL.md").bytes()
                else { continue }
                let version = SkillFiles.version(in: bytes)
                guard version == build.version else {
                    return .warn(
                        "\(scope.skill) is of version \(version.isEmpty ? "unknown" : version), this program is \(build.version)",
                        mend: "run 'harness-executor install --scope \(kind.rawValue)'")
                }
                if let changed = try changed(in: scope) {
                    return .warn("\(changed) is not as it was installed", mend: "move it away and install again")
                }
                found.append("\(version) for this \(kind.rawValue)")
            }
            return found.isEmpty
                ? .warn("no client is told of it", mend: "run 'harness-executor install'")
                : .ok("installed, \(found.joined(separator: " and "))")
        },
        Check("hooks") { context, _ in
            var found: [String] = []
            for kind in Scope.Kind.allCases {
                guard let scope = try? Scope(kind, in: context) else { continue }
                for client in Client.allCases {
                    guard let name = client.hooksFile else { continue }
                    let path = client.folder(in: scope) / name
                    guard let spot = try? Spot(following: path), let bytes = try spot.bytes() else { continue }
                    let missing = try missingEvents(in: JSON.Source(name: path.description, bytes: bytes))
                    if missing.isEmpty { found.append("\(client.rawValue) for this \(kind.rawValue)") }
                    guard missing.isEmpty || missing.count == events.count else {
                        return .warn(
                            "\(path) has no hook of ours for \(missing.joined(separator: ", "))",
                            mend: "run 'harness-executor install --scope \(kind.rawValue) --hooks'")
                    }
                }
            }
            return .ok(found.isEmpty ? "none, as nobody asked for them" : found.joined(separator: ", "))
        },
    ]

    private static let events = ["PreToolUse", "SessionStart", "Stop", "SubagentStop"]

    private static func missingEvents(in source: JSON.Source) throws -> [String] {
        let hooks = try source.value()["hooks"]
        return events.filter { event in
            let text = hooks?[event]?.text(.compact) ?? ""
            return !text.contains("\"harness-executor hook ")
        }
    }

    /// A file of the skill's folder that is not what was written there.
    private static func changed(in scope: Scope) throws -> String? {
        guard let record = try InstalledRecord.existing(in: scope) else { return nil }
        return try record.files.first { file in
            guard file.path.hasPrefix("\(scope.skill)/") else { return false }
            return try Spot(Path(file.path)).bytes().map { !file.wrote($0) } ?? true
        }?.path
    }
}
