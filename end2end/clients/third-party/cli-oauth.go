// Links this program to an account with github.com/cli/oauth. Usage: cli-oauth ISSUER CLIENT_ID
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"

	"github.com/cli/oauth/api"
	"github.com/cli/oauth/device"
)

func main() {
	issuer, clientID := os.Args[1], os.Args[2]
	tokenURL := issuer + "/oauth/token"
	scopes := []string{"openid", "email", "offline_access"}

	codes, err := device.RequestCode(http.DefaultClient, issuer+"/oauth/device_authorization", clientID, scopes)
	check(err)
	fmt.Printf("Go to %s and type %s\n", codes.VerificationURI, codes.UserCode)

	options := device.WaitOptions{ClientID: clientID, DeviceCode: codes}
	token, err := device.Wait(context.Background(), http.DefaultClient, tokenURL, options)
	check(err)
	fmt.Printf("Linked to %s\n", email(issuer, token))

	// Version 1.0 of the library has no refresh of its own. This is the request and the reading that it uses for the others.
	answer, err := api.PostForm(http.DefaultClient, tokenURL, url.Values{
		"client_id":     {clientID},
		"grant_type":    {"refresh_token"},
		"refresh_token": {token.RefreshToken},
	})
	check(err)
	token, err = answer.AccessToken()
	check(err)
	fmt.Printf("Refreshed for %s\n", email(issuer, token))
}

func email(issuer string, token *api.AccessToken) string {
	request, err := http.NewRequest(http.MethodGet, issuer+"/oauth/userinfo", nil)
	check(err)
	request.Header.Set("Authorization", "Bearer "+token.Token)
	answer, err := http.DefaultClient.Do(request)
	check(err)
	defer answer.Body.Close()
	var claims struct{ Email string }
	check(json.NewDecoder(answer.Body).Decode(&claims))
	return claims.Email
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
