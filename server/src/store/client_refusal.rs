//! The reasons why a client isn't added, changed or removed.

/// The reason why a command, or the configuration, can't change a client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientRefusal {
    /// A command can't change a client in the configuration: the next start would restore it.
    #[error("the client {0:?} is in the configuration file; change it there")]
    InFile(String),
    /// A command can't change a client that was in the configuration: its devices would get access again by mistake.
    #[error(
        "the client {0:?} was removed from the configuration file and is suspended; put it back there, or remove it with \
         `countersign client remove` first"
    )]
    Suspended(String),
    /// A client of the configuration has the ID of one that a command has added.
    #[error(
        "the client {0:?} is in the configuration, but was added by `countersign client add`; remove it from the configuration, \
         or run `countersign client remove`, which unlinks its devices"
    )]
    AddedByCommand(String),
    /// A confidential client would become public.
    #[error(
        "the client {0:?} had a secret, and has none in the configuration any more; write its secret again, or `public = true` \
         if it is to be public"
    )]
    LosesSecret(String),
    /// A sensitive client would get no warning any more.
    #[error(
        "the client {0:?} was sensitive, and the configuration doesn't say so any more; write `sensitive = true` again, or \
         `sensitive = false` if people need no warning"
    )]
    LosesSensitive(String),
    /// A client could request more scopes.
    #[error(
        "the client {0:?} could request certain scopes only, and has none in the configuration any more; write its scopes again, or \
         `scopes = []` if it may request all"
    )]
    LosesScopes(String),
    /// A client's tokens would be for this server.
    #[error(
        "the client {0:?} had an audience, and has none in the configuration any more; write its audience again, or this server's \
         address if its tokens are for this server"
    )]
    LosesAudience(String),
    /// There is no client whose secret could be replaced.
    #[error("there is no client {0:?}; `countersign client list` lists all clients")]
    Unknown(String),
    /// A command can't replace the secret of a client that is or was in the configuration.
    #[error("the secret of the client {0:?} is in the configuration file; change it there, and restart the server")]
    SecretInFile(String),
    /// A public client has no secret to replace.
    #[error("the client {0:?} is public; `countersign client add --secret-stdin` gives it a secret")]
    Public(String),
}
