import HarnessKit

/// The variables that a project's programs are given: a short list of the caller's, and what is declared.
struct Variables {
    /// What every program needs to be found, to find its home and its toolchain.
    private static let allowed = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "LANG", "TERM", "JAVA_HOME", "CARGO_HOME", "RUSTUP_HOME",
        "RUSTUP_TOOLCHAIN", "GOPATH", "GOROOT", "GOMODCACHE", "GOCACHE", "GOFLAGS", "GOTOOLCHAIN", "GOPROXY", "NVM_DIR",
        "NVM_BIN", "NODE_PATH", "PNPM_HOME", "VOLTA_HOME", "BUN_INSTALL", "DENO_DIR", "PYENV_ROOT", "PYENV_VERSION",
        "VIRTUAL_ENV", "CONDA_PREFIX", "PIP_INDEX_URL", "UV_CACHE_DIR", "MAVEN_HOME", "M2_HOME", "GRADLE_HOME",
        "GRADLE_USER_HOME", "ANDROID_HOME", "SDKMAN_DIR", "DOTNET_ROOT", "RBENV_ROOT", "GEM_HOME", "GEM_PATH",
        "ASDF_DIR",
        "ASDF_DATA_DIR", "MISE_DATA_DIR", "SWIFTLY_HOME_DIR", "SWIFTLY_BIN_DIR", "DEVELOPER_DIR", "SDKROOT",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_PATH",
        "NIX_SSL_CERT_FILE",
        "DOCKER_HOST", "SYSTEMROOT",
    ]

    let values: Environment
    /// What could not be hidden because it is too short.
    let exposed: [String]

    /// Fails where a variable that is to be handed on is missing, with its name.
    init(for project: ProjectEnvironment, in context: Context) throws {
        var values = Environment()
        for name in Self.allowed { values[name] = context.environment[name] }
        values["LC_ALL"] = "C.UTF-8"
        values["TZ"] = "UTC"
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
