# Sourced by the checks: `maven ARGUMENTS` runs Maven for a project outside our build, with the published SDK of
# target/interop/repository and a local repository under target/, so that nothing of ours reaches the user's own. What
# the user's own repository has is taken from there before it is fetched.
maven() {
  local work=$TARGET
  cat > "$work/settings.xml" <<XML
<settings>
  <profiles>
    <profile>
      <id>at-hand</id>
      <repositories>
        <repository><id>at-hand</id><url>file://$HOME/.m2/repository</url><snapshots><enabled>false</enabled></snapshots></repository>
      </repositories>
      <pluginRepositories>
        <pluginRepository><id>at-hand</id><url>file://$HOME/.m2/repository</url><snapshots><enabled>false</enabled></snapshots></pluginRepository>
      </pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>at-hand</activeProfile></activeProfiles>
</settings>
XML
  mvn -B -ntp -q -gs "$work/settings.xml" -Dmaven.repo.local="$work/m2" -Dtriptych.repository="file://$work/repository" \
    --no-snapshot-updates "$@" 2> >(grep -v "checksum" >&2)
}
