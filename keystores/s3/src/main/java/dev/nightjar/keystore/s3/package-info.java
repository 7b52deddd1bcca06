/** Evaluation keys in a bucket of an S3 service, which any number of replicas share. */
package dev.nightjar.keystore.s3;
