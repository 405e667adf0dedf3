import HarnessKit

extension Facts {
    /// Keys of a `package.json` and its like; fails where the text is no JSON.
    mutating func take(json text: String, of file: String) throws {
        let source = JSON.Source(
            name: file, bytes: Bytes(text.utf8), options: [.comments, .trailingCommas, .loneSurrogates])
        let json = try source.value()
        add(source, named: file)
        take(json, at: [], of: file)
    }

    /// Objects whose keys are the names of what is depended upon.
    private static let dependencyKeys = ["dependencies", "devDependencies", "require", "require-dev", "imports"]

    private mutating func take(_ json: JSON, at path: [String], of file: String) {
        let spot = Spot.path(.init(path.map { .key($0) }))
        switch json {
        case .object(let object):
            let isList = path.count == 1 && Self.dependencyKeys.contains(path[0])
            if path.count == 1 { add(key: path[0], in: file, at: spot) }
            for member in object.members.prefix(2000) {
                let inner = path + [member.name]
                if isList {
                    add(dependency: member.name, in: file, at: .path(.init(inner.map { .key($0) })))
                } else if path.count < 2 {
                    take(member.value, at: inner, of: file)
                }
            }
        case .string(let text): add(key: path.joined(separator: "."), text, in: file, at: spot)
        case .bool(let value): add(key: path.joined(separator: "."), "\(value)", in: file, at: spot)
        default: add(key: path.joined(separator: "."), in: file, at: spot)
        }
    }
}
