package dev.nightjar.client.http;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadToken;
import java.util.Optional;

/**
 * An upload that the server has agreed to.
 *
 * @param uid under which the key will be known
 * @param totalBytes length of the key
 * @param partBytes length of every part but the last
 * @param uploadToken the secret that goes with the uid, where the server does not know its callers otherwise; whoever
 *     has it may go on with the upload, use the key and delete it
 */
public record KeyUpload(Uid uid, long totalBytes, int partBytes, Optional<UploadToken> uploadToken) {
}
