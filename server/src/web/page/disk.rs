//! The page of a debug build: it is read from `dist/` when the server starts.

use super::File;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

/// The files with their paths. None, if the page hasn't been built.
pub(super) fn files() -> Vec<File> {
    read(Path::new(env!("PAGE")))
}

/// The files below a folder. One that can't be read, because another build replaces it for example, is reported and left out.
fn read(root: &Path) -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound && path == root => break,
            Err(cause) => {
                warn(&path, &cause);
                continue;
            }
        };
        for entry in entries {
            if let Err(cause) = entry.and_then(|entry| add(&folder, &entry, &mut files, &mut folders)) {
                warn(&path, &cause);
            }
        }
    }
    files
}

/// Adds a file, or a folder that is still to be read.
fn add(folder: &Path, entry: &DirEntry, files: &mut Vec<File>, folders: &mut Vec<PathBuf>) -> io::Result<()> {
    let path = folder.join(entry.file_name());
    if entry.file_type()?.is_dir() {
        folders.push(path);
    } else {
        // They are kept for as long as the server runs, as in a release.
        files.push((path.to_string_lossy().into_owned().leak(), fs::read(entry.path())?.leak()));
    }
    Ok(())
}

fn warn(folder: &Path, cause: &io::Error) {
    let folder = folder.display();
    tracing::warn!(%cause, %folder, "a part of the page couldn't be read: start the server again once it is built");
}

#[cfg(test)]
mod tests {
    use super::read;
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    #[test]
    fn a_file_that_is_gone_leaves_the_others_of_its_folder() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("folder");
        fs::create_dir(&folder).expect("a folder");
        for n in 0..10 {
            fs::write(folder.join(format!("{n}.js")), "text").expect("written");
            symlink("gone", folder.join(format!("{n}.wasm"))).expect("a link");
        }
        let mut paths: Vec<_> = read(root.path()).into_iter().map(|(path, _)| path).collect();
        paths.sort_unstable();
        let expected: Vec<_> = (0..10).map(|n| format!("folder/{n}.js")).collect();
        assert_eq!(paths, expected);
    }

    #[test]
    fn a_page_that_has_not_been_built_has_no_files() {
        assert!(read(Path::new("/no/such/folder")).is_empty());
    }
}
