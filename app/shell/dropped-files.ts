/** @file What was dropped, folders looked into. */

/** More than this of one folder is not listed. */
const MOST_FILES = 2000;

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** Browsers hand out a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((settle, fail) => {
      reader.readEntries(settle, fail);
    });
    if (some.length === 0 || all.length >= MOST_FILES) return all;
    all.push(...some);
  }
}

async function filesOf(entry: FileSystemEntry, into: File[]): Promise<void> {
  if (into.length >= MOST_FILES) return;
  if (isFile(entry)) {
    into.push(await new Promise<File>((settle, fail) => entry.file(settle, fail)));
  } else if (isFolder(entry)) {
    for (const each of await entriesOf(entry)) await filesOf(each, into);
  }
}

/** The files of a drop; those of folders, too, where the browser lets them be looked into. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<readonly File[]> {
  // entries are to be asked for before anything is waited for
  const entries = [...(transfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const plain = [...(transfer?.files ?? [])];
  if (!entries.some(isFolder)) return plain;
  const files: File[] = [];
  for (const entry of entries) await filesOf(entry, files);
  return files;
}
