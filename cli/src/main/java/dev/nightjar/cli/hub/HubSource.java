package dev.nightjar.cli.hub;

import dev.nightjar.bundle.HubFile;
import dev.nightjar.bundle.HubIndex;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.FileDownload;
import java.io.IOException;
import java.nio.file.Path;

/** Where the models of a hub come from. */
public interface HubSource {
  /** Its index. */
  HubIndex index() throws IOException;

  /**
   * Copies a file of a model here: as many bytes as the index declares, whose checksum is not looked at.
   *
   * @param file one of the model's files
   * @param part where it goes; may hold the first bytes already, with which a site goes on
   */
  void fetch(HubModel model, String file, Path part) throws IOException;

  /** A folder on this machine. */
  static HubSource of(Path folder) {
    return new HubFolder(folder);
  }

  /** A site. It is asked when something of it is, and not before. */
  static HubSource of(EndpointSettings settings) {
    FileDownload download = new FileDownload(settings);
    return new HubSource() {
      @Override
      public HubIndex index() {
        return HubIndex.read(download.small(HubIndex.FILE, HubIndex.MAX_BYTES));
      }

      @Override
      public void fetch(HubModel model, String file, Path part) throws IOException {
        HubFile declared = model.files().get(file);
        download.resume(model.path(file), part, declared.bytes());
      }
    };
  }
}
