extension Environment {
    /// What a project's programs are given of the caller's variables: a short list, and one language and time zone.
    package var forPrograms: Environment {
        var values = Environment()
        for name in Self.allowed { values[name] = self[name] }
        values["LC_ALL"] = "C.UTF-8"
        values["TZ"] = "UTC"
        return values
    }

    /// What every program needs to be found, to find its home and its toolchain.
    private static let allowed = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "LANG", "TERM", "JAVA_HOME", "CARGO_HOME", "RUSTUP_HOME",
        "RUSTUP_TOOLCHAIN", "GOPATH", "GOROOT", "GOMODCACHE", "GOCACHE", "GOFLAGS", "GOTOOLCHAIN", "GOPROXY", "NVM_DIR",
        "NVM_BIN", "NODE_PATH", "PNPM_HOME", "VOLTA_HOME", "BUN_INSTALL", "DENO_DIR", "PYENV_ROOT", "PYENV_VERSION",
        "VIRTUAL_ENV", "CONDA_PREFIX", "PIP_INDEX_URL", "UV_CACHE_DIR", "MAVEN_HOME", "M2_HOME", "GRADLE_HOME",
        "GRADLE_USER_HOME", "ANDROID_HOME", "SDKMAN_DIR", "DOTNET_ROOT", "RBENV_ROOT", "GEM_HOME", "GEM_PATH",
        "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR", "SWIFTLY_HOME_DIR", "SWIFTLY_BIN_DIR", "DEVELOPER_DIR", "SDKROOT",
        "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "NIX_PATH", "NIX_SSL_CERT_FILE", "DOCKER_HOST", "SYSTEMROOT",
    ]
}
