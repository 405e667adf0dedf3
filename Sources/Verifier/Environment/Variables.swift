import HarnessKit

/// The variables that a project's programs are given: a short list of the caller's, and what is declared.
struct Variables {
    let values: Environment
    /// What could not be hidden because it is too short.
    let exposed: [String]

    /// Fails where a variable that is to be handed on is missing, with its name.
    init(for project: ProjectEnvironment, in context: Context) throws {
        var values = context.environment.forPrograms
        var exposed: [String] = []
        for name in project.pass + project.secrets {
            guard let value = context.environment[name] else {
                throw Failure(
                    .unavailable, "the variable \(name) is not set, and environment.json hands it on",
                    hint: "set \(name), or take it out of \"\(project.pass.contains(name) ? "pass" : "secrets")\"")
            }
            values[name] = value
            if project.secrets.contains(name), !context.secrets.hide(value, named: name) { exposed.append(name) }
        }
        self.values = values
        self.exposed = exposed
    }

    /// The same with declared variables, which come last and may hold names.
    func adding(_ declared: [String: String]..., bindings: Bindings) throws -> Environment {
        var result = values
        for variables in declared {
            for (name, value) in variables { result[name] = try bindings.text(value) }
        }
        return result
    }
}
