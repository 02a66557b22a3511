// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace quorate::tests {

// An authority of its own, with a server and a client that it vouches for, all in PEM. They are
// good for a hundred years and secret to nobody.

/// Vouches for the others.
inline constexpr const char* kAuthority =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBkTCCATegAwIBAgIUcQ+8iG41UO7HZAn8wBkDe4sn4Y0wCgYIKoZIzj0EAwIw\n"
    "HTEbMBkGA1UECgwSQSB0ZXN0J3MgYXV0aG9yaXR5MCAXDTI2MTEyNzE2MTIwMloY\n"
    "DzIxMjYxMTAzMTYxMjAyWjAdMRswGQYDVQQKDBJBIHRlc3QncyBhdXRob3JpdHkw\n"
    "WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARemQaPEcA0FlNqFpPfFYD0ZOExqyxc\n"
    "MqBbFFSDIrTZhxIc7hoZ4vKVTa6b/3x+WuBVhuvLAmsry/9FHtp68agVo1MwUTAd\n"
    "BgNVHQ4EFgQUGpArjCvcSw+04c7jHKfaCw3U0qgwHwYDVR0jBBgwFoAUGpArjCvc\n"
    "Sw+04c7jHKfaCw3U0qgwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBF\n"
    "AiBh7TqWBfo/AHDw7wjfBUUFDsskkMlhHQzOOcBlla8MXwIhAOBvIHfXhopRb+o3\n"
    "EgXec0PIpsQoYEyIdQrXA7E5VVKW\n"
    "-----END CERTIFICATE-----\n";

/// Of 127.0.0.1 by its number, and of no name.
inline constexpr const char* kServerCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBrDCCAVOgAwIBAgIUcrUE0pS7IjQQMx0QGxeyLJiBNL8wCgYIKoZIzj0EAwIw\n"
    "HTEbMBkGA1UECgwSQSB0ZXN0J3MgYXV0aG9yaXR5MCAXDTI2MTEyNzE2MTIwMloY\n"
    "DzIxMjYxMTAyMTYxMjAyWjAaMRgwFgYDVQQKDA9BIHRlc3QncyBzZXJ2ZXIwWTAT\n"
    "BgcqhkjOPQIBBggqhkjOPQMBBwNCAATPt7xJMWKbrNWMGowCItMVo5jvC5mGQi7n\n"
    "uZ308tU+PrX/bOjj0s7A2+0NW6qyZdYePDC83pyRwWh92rYO2PgTo3IwcDAPBgNV\n"
    "HREECDAGhwR/AAABMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAdBgNV\n"
    "HQ4EFgQU/IJLAAOglipY7Oq8NMO9YHsBlGMwHwYDVR0jBBgwFoAUGpArjCvcSw+0\n"
    "4c7jHKfaCw3U0qgwCgYIKoZIzj0EAwIDRwAwRAIgfo3gbzupgJD4ZKheIvEYybBI\n"
    "Vsr6fI6dj9pUzeLKreYCIHrmG/ijTzAmlrDurdYCCr7rC4MnTPUKvx6Ol3BbqJal\n"
    "-----END CERTIFICATE-----\n";
/// Of that.
inline constexpr const char* kServerKey =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIHJCVf+0JoouBKhodtzuig8yfuueDKKk4eZZNpNKXSzQoAoGCCqGSM49\n"
    "AwEHoUQDQgAEz7e8STFim6zVjBqMAiLTFaOY7wuZhkIu57md9PLVPj61/2zo49LO\n"
    "wNvtDVuqsmXWHjwwvN6ckcFofdq2Dtj4Ew==\n"
    "-----END EC PRIVATE KEY-----\n";

/// Of a client.
inline constexpr const char* kClientCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBrjCCAVOgAwIBAgIUcrUE0pS7IjQQMx0QGxeyLJiBNMAwCgYIKoZIzj0EAwIw\n"
    "HTEbMBkGA1UECgwSQSB0ZXN0J3MgYXV0aG9yaXR5MCAXDTI2MTEyNzE2MTIwMloY\n"
    "DzIxMjYxMTAyMTYxMjAyWjAaMRgwFgYDVQQKDA9BIHRlc3QncyBjbGllbnQwWTAT\n"
    "BgcqhkjOPQIBBggqhkjOPQMBBwNCAAS/hG8mxuuv+LXMqfgB8tPJWhWZamB2rs/t\n"
    "e+M5vNZrSm+fqlN6oQVA7qYfX6Wy0pIfztFmXuIpdHCuSGanlnx1o3IwcDAPBgNV\n"
    "HREECDAGhwR/AAABMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAdBgNV\n"
    "HQ4EFgQUTYua5aIUlk1lZ3FEUuIXE4VRRagwHwYDVR0jBBgwFoAUGpArjCvcSw+0\n"
    "4c7jHKfaCw3U0qgwCgYIKoZIzj0EAwIDSQAwRgIhAI7G5bVZnE4X6rnX8ZLiftwn\n"
    "DNQXOz3AXQYQVNrZ03cCAiEA5j4n7I5stA5Vw9SBgy/1cAmwLW0wVNbDqYU2TPFY\n"
    "bAg=\n"
    "-----END CERTIFICATE-----\n";
/// Of that.
inline constexpr const char* kClientKey =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIKKEZSrGHUSeyu5s57Uc13ZKLTX/eRpq/jETLhjRukOeoAoGCCqGSM49\n"
    "AwEHoUQDQgAEv4RvJsbrr/i1zKn4AfLTyVoVmWpgdq7P7XvjObzWa0pvn6pTeqEF\n"
    "QO6mH1+lstKSH87RZl7iKXRwrkhmp5Z8dQ==\n"
    "-----END EC PRIVATE KEY-----\n";

}  // namespace quorate::tests
