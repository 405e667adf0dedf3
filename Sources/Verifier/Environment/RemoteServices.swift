import HarnessKit

/// Finds variables that lead to somebody's data: a run must not touch what is not its own.
struct RemoteServices {
    let project: ProjectEnvironment
    let root: Path
    let environment: Environment

    /// What holds data: an address with one of these, in a project's `.env`, is that of a development database.
    private static let schemes = [
        "postgres", "postgresql", "mysql", "mariadb", "mongodb", "mongodb+srv", "redis", "rediss", "amqp", "amqps",
        "kafka",
        "sqlserver", "mssql", "cassandra", "clickhouse", "nats", "memcached", "elasticsearch", "neo4j", "bolt",
        "cockroachdb",
    ]

    /// Refuses where a variable names a database that is neither declared nor started by the run itself.
    func check() throws {
        let own = project.environment.filter { Template($0.value).names.isEmpty }
        let dotEnv = DotEnv.read(in: root).filter { project.environment[$0.name] == nil }
        let passed = (project.pass + project.secrets).compactMap { name in environment[name].map { (name, $0) } }
        try check(dotEnv, from: ".env")
        try check(own.sorted { $0.key.precedes($1.key) }.map { ($0.key, $0.value) }, from: "environment.json")
        try check(passed, from: "the caller's environment")
    }

    private func check(_ variables: [(name: String, value: String)], from place: String) throws {
        for (name, value) in variables {
            guard let address = Self.address(in: value), !isDeclared(address) else { continue }
            throw RunTrouble(
                .remoteService,
                "the variable \(name) of \(place) leads to a \(address.scheme) service that is not declared",
                hint:
                    "set \(name) under \"env\" in environment.json to a service declared there, with {{services.NAME.port}}"
            )
        }
    }

    private func isDeclared(_ address: Address) -> Bool {
        project.services.contains { service in
            guard service.isExternal == true, service.port.map({ Int($0.number) }) == address.port else { return false }
            return service.host.map { $0 == address.host } ?? address.isLocal
        }
    }

    struct Address {
        let scheme: String
        let host: String
        let port: Int?

        var isLocal: Bool { ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host) }
    }

    /// The database that a value is the address of, or nil.
    static func address(in value: String) -> Address? {
        var text = value
        if text.hasPrefix("jdbc:") { text.removeFirst(5) }
        guard let range = text.split(separator: "://", maxSplits: 1).first, text.count > range.count + 3 else {
            return nil
        }
        let scheme = range.lowercased()
        guard schemes.contains(scheme) else { return nil }
        let authority = text.dropFirst(range.count + 3).prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last.map(String.init) ?? ""
        let parts = host.split(separator: ":")
        let name = parts.first.map(String.init) ?? ""
        return Address(
            scheme: scheme, host: name,
            port: parts.count > 1 ? parts.last.flatMap { Int($0) } : nil)
    }
}

/// The variables that a project's `.env` sets, as common loaders read them.
enum DotEnv {
    static func read(in root: Path) -> [(name: String, value: String)] {
        guard let folder = try? Folder(root), let name = RelativePath(".env"), let bytes = try? folder.read(name) else {
            return []
        }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
            var text = line.drop { $0 == " " || $0 == "\t" }
            if text.hasPrefix("export ") { text = text.dropFirst(7) }
            guard !text.hasPrefix("#"), let equals = text.firstIndex(of: "=") else { return nil }
            let name = text[..<equals].filter { $0 != " " }
            var value = text[text.index(after: equals)...].drop { $0 == " " }
            if let quote = value.first, quote == "\"" || quote == "'" {
                value = value.dropFirst().prefix { $0 != quote }
            } else {
                value = value.prefix { $0 != " " }
            }
            return (String(name), String(value))
        }
    }
}
