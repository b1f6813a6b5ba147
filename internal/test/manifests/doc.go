// Package manifests tests the example manifests against the types and linters of Kubernetes,
// Argo Workflows and GitHub Actions. It is a separate module so that the library does not
// depend on them.
package manifests
